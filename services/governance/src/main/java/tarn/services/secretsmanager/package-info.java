/**
 * AWS Secrets Manager: secrets, their versions and staging labels.
 *
 * <p>A secret's values are encrypted under a data key of KMS ({@code aws/secretsmanager}, or the key that the secret
 * names), bound to the secret's ARN and the version. Where we differ from AWS:
 *
 * <ul>
 *   <li>A change is visible at once, in replicas too: they are written in the same batch.
 *   <li>Rotation needs the Lambda service and a function; AWS's own managed rotation and its rotation of other vendors'
 *       secrets do not exist. Schedules are days, {@code rate(…)} and {@code cron(…)} in
 *       UTC; the window that a {@code Duration} gives is kept, and a rotation begins at its start.
 *   <li>Versions without a label are kept, up to 100 versions of a secret; AWS takes them away by and by.
 * </ul>
 */
@NullMarked
package tarn.services.secretsmanager;

import org.jspecify.annotations.NullMarked;
