/**
 * Amazon DynamoDB: tables, items, indexes and their streams.
 *
 * <p>Items lie in order of their keys, index entries beside them, and a write is one batch of item, entries and stream
 * record, on disk before it is answered. Where we differ from AWS:
 *
 * <ul>
 *   <li>A table is ACTIVE on the first look after its creation, and gone on the first after its deletion.
 *   <li>Reads always see the latest write, from indexes too; eventually consistent ones are not made stale.
 *   <li>A table of moderate size tells its item count as it is at the moment, not as it was up to six hours ago.
 *   <li>The latest time that point-in-time recovery goes back to is now, not five minutes ago.
 *   <li>A key of KMS decides who gets at a table; items do not lie under it on the disk.
 *   <li>Replicas are of the regions of one Tarn. A write is known by one clock in all of them.
 * </ul>
 */
@NullMarked
package tarn.services.dynamodb;

import org.jspecify.annotations.NullMarked;
