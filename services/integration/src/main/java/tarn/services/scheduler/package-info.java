/**
 * Amazon EventBridge Scheduler: schedules, their groups, and what they start.
 *
 * <p>A run is kept together with the schedule's next time and then delivered; see {@link tarn.delivery.Outbox}: no time
 * counts twice, and none is lost with the process. A time that came while Tarn was down is made up for once, if the
 * target's maximum age allows. Where we differ from AWS:
 *
 * <ul>
 *   <li>Targets are queues, topics, functions, streams, delivery streams and event buses. Others, and universal targets
 *       ({@code aws-sdk}), are refused with words that say so.
 *   <li>A key of KMS, and {@code <aws.scheduler.attempt-number>} in an input, are refused.
 *   <li>A client token is not remembered: a repeated creation finds the schedule and is refused.
 *   <li>A deleted group's schedules are gone at once.
 * </ul>
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html">User guide</a>
 */
@NullMarked
package tarn.services.scheduler;

import org.jspecify.annotations.NullMarked;
