/**
 * Amazon Simple Notification Service: topics, and whom their messages reach.
 *
 * <p>A publication is kept as one delivery for each subscription whose filter admits it, in one batch; then it is answered,
 * and the deliveries are carried out behind its back ({@link tarn.delivery.Outbox}), as {@code sns.amazonaws.com} on behalf
 * of the topic, again and again until they succeed or go to the subscription's dead-letter queue. Deliveries of FIFO topics
 * keep their order for each subscription ({@link tarn.services.sns.Lanes}).
 *
 * <p>Where we differ from AWS: mail, text messages and pushes to mobile applications leave no machine; they are kept in a
 * local outbox that {@code /_tarn/sns/outbox} shows. Certificates of signatures and the links in messages are at the
 * address by which the publisher reached us. A topic's KMS key must be usable by who publishes; what waits for delivery is
 * sealed under the platform's master key. Data protection policies, archives and tracing are refused.
 */
@NullMarked
package tarn.services.sns;

import org.jspecify.annotations.NullMarked;
