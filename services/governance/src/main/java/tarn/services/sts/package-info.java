/**
 * AWS Security Token Service: who asks, and temporary credentials that sign and expire by the platform's clock.
 *
 * <p>Where we differ from AWS:
 *
 * <ul>
 *   <li>The account's root may assume roles, whomever they trust: while enforcement is off, every access key that
 *       nobody made acts as root. Users and role sessions are held to the role's trust policy always.
 *   <li>Of a trust policy's conditions only {@code StringEquals} and {@code StringLike} on {@code sts:ExternalId},
 *       {@code sts:RoleSessionName}, {@code sts:SourceIdentity} and {@code aws:PrincipalArn} decide yet; others are taken
 *       to hold in an {@code Allow} and not to hold in a {@code Deny}.
 *   <li>Session policies, tags and source identities are kept with the session; nothing evaluates them yet.
 *   <li>Multi-factor devices, SAML and OpenID Connect are not there.
 * </ul>
 */
@NullMarked
package tarn.services.sts;

import org.jspecify.annotations.NullMarked;
