/**
 * AWS Security Token Service: who asks, and temporary credentials that sign and expire by the platform's clock.
 *
 * <p>A role's trust policy is evaluated in full for users, sessions, services and identity providers, whether or not
 * permissions are enforced. Where we differ from AWS:
 *
 * <ul>
 *   <li>The account's root may assume roles, whomever they trust: while enforcement is off, every access key that
 *       nobody made acts as root. AWS refuses root.
 *   <li>A service that assumes a role for somebody is asked itself; of {@code aws:SourceArn} it says nothing, of {@code
 *       aws:SourceAccount} the account it works for.
 *   <li>Encrypted SAML assertions, provided contexts, sessions of an organisation's root users, and tokens for other
 *       clouds are refused.
 * </ul>
 */
@NullMarked
package tarn.services.sts;

import org.jspecify.annotations.NullMarked;
