/**
 * Amazon Simple Queue Service: standard and FIFO queues whose messages are on disk before they are acknowledged.
 *
 * <p>A message is two records: a small {@link tarn.services.sqs.Head} that is rewritten with each receive, and what it says,
 * sealed, which never changes. Of each queue that is used a {@link tarn.services.sqs.Line} of heads is held in memory, made
 * from the store when the queue is first used; it is bounded, and what does not fit waits on disk. A receive is kept before
 * it is answered, so that receive counts, invisibility and the locks of FIFO groups outlive a crash.
 *
 * <p>Where we differ from AWS: a queue may be made anew at once after it was deleted, and is found at once; a purge takes
 * effect at once; counts are exact as long as a queue fits into its line; a standard queue delivers in about the order of
 * sending. A receive's attempt id has no effect: a repeated receive gets what is visible. A queue's URL has the host by which
 * the client reached us, and any host is accepted in it.
 */
@NullMarked
package tarn.services.sqs;

import org.jspecify.annotations.NullMarked;
