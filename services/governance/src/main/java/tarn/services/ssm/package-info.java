/**
 * AWS Systems Manager, its Parameter Store: parameters with versions, labels, policies and encryption by KMS.
 *
 * <p>Where we differ from AWS:
 *
 * <ul>
 *   <li>A change is visible at once.
 *   <li>Of parameter policies there is {@code Expiration}. The two that notify need EventBridge and are refused.
 *   <li>There are no public parameters under {@code /aws/service}: what AWS's say would not be true here.
 *   <li>Data types other than {@code text} are refused, and so is everything of Systems Manager that is not a parameter.
 * </ul>
 */
@NullMarked
package tarn.services.ssm;

import org.jspecify.annotations.NullMarked;
