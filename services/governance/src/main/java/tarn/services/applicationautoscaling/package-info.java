/**
 * Application Auto Scaling: provisioned capacity of DynamoDB's tables and global indexes that follows what is used, by
 * target tracking with CloudWatch's alarms, or changes at set times. Where we differ from AWS:
 *
 * <ul>
 *   <li>Targets of other services are refused: nothing would be scaled. So are step scaling and predictive scaling, which
 *       AWS does not have for DynamoDB either.
 *   <li>A policy has two alarms, on what is consumed. The two on what is provisioned, by which AWS notices changes made by
 *       hand, are not made.
 *   <li>It acts in the account's own name through the service, where AWS has a service-linked role.
 * </ul>
 *
 * <p>https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html
 */
@NullMarked
package tarn.services.applicationautoscaling;

import org.jspecify.annotations.NullMarked;
