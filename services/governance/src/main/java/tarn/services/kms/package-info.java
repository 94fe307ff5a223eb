/**
 * AWS Key Management Service: keys, their material, and what is done with it.
 *
 * <p>Cryptography is real (the JDK's providers, Bouncy Castle for secp256k1); material lies in a store that is sealed
 * under the platform's master key and leaves it only where AWS lets it out. Where we differ from AWS:
 *
 * <ul>
 *   <li>A change is visible at once. AWS's is eventually consistent.
 *   <li>Ciphertexts are Tarn's own and cannot be decrypted by AWS, nor AWS's by Tarn. Signatures, MACs, public keys and
 *       RSA ciphertexts are the standards' own and can.
 *   <li>There are no custom key stores, no enclaves ({@code Recipient}), and no SM2 keys: they are refused.
 *   <li>An AWS managed key appears when a service of Tarn first uses it.
 * </ul>
 */
@NullMarked
package tarn.services.kms;

import org.jspecify.annotations.NullMarked;
