/**
 * AWS Lambda: functions, run as processes by the engine of {@code tarn.engines.functions}.
 *
 * <p>Where we differ from AWS:
 *
 * <ul>
 *   <li>A function is {@code Active}, and an update {@code Successful}, as soon as the request that made it was answered:
 *       the answer says {@code Pending} or {@code InProgress}, the first look after it the rest.
 *   <li>A runtime can be used if its language is installed on this machine; otherwise creating says what to install.
 *   <li>Container images, SnapStart snapshots, capacity providers, tenancy and durable functions do not exist.
 *   <li>While policies are not enforced a role need not exist; a function then acts as a session of that name.
 *   <li>The network is the machine's: {@code VpcConfig} is refused.
 *   <li>Both architectures are accepted, and the machine's own runs.
 * </ul>
 */
@NullMarked
package tarn.services.lambda;

import org.jspecify.annotations.NullMarked;
