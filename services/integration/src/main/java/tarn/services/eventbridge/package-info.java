/**
 * Amazon EventBridge: buses, rules, targets, archives and replays.
 *
 * <p>An event that was acknowledged is kept as one delivery for each target that wants it; see {@link
 * tarn.delivery.Outbox}. Where we differ from AWS:
 *
 * <ul>
 *   <li>Targets are queues, topics, functions, log groups, streams, delivery streams, API destinations and other buses.
 *       Others are refused when they are put, with words that say so.
 *   <li>An event for a bus that does not exist fails; AWS takes it and forgets it.
 *   <li>Of the platform's own events there are those of S3's objects and of alarms. Calls that CloudTrail records are no
 *       events.
 *   <li>Events and archives lie under the platform's own keys only: a key of KMS is refused.
 *   <li>Partner event sources and global endpoints do not exist yet; connections have no private connectivity, and are
 *       authorized at once: whether they let in is seen at the first call.
 *   <li>An event is handed on from bus to bus at most 16 times.
 *   <li>Events of an archive are there at once; AWS takes up to ten minutes.
 * </ul>
 */
@NullMarked
package tarn.services.eventbridge;

import org.jspecify.annotations.NullMarked;
