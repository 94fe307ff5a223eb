/**
 * AWS Identity and Access Management: users, groups, roles, instance profiles, keys and policies.
 *
 * <p>Everything is kept and checked as AWS checks it; the gateway verifies signatures with the keys made here. Where we
 * differ from AWS:
 *
 * <ul>
 *   <li>Virtual MFA devices have no QR picture, and there are no passkeys or hardware devices.
 *   <li>There is no organisation: what needs one is not answered. Neither are delegation requests and tokens for other
 *       clouds.
 *   <li>A change is visible at once. AWS's is eventually consistent.
 *   <li>Names are looked up without regard to case, as AWS keeps them unique without regard to case.
 *   <li>The account's root has no access keys of its own here: the server makes its key pair.
 *   <li>Of the policies that AWS manages, those of the services that Tarn means to carry exist, in one version each.
 * </ul>
 */
@NullMarked
package tarn.services.iam;

import org.jspecify.annotations.NullMarked;
