package tarn.targets;

import org.jspecify.annotations.Nullable;

/**
 * What a target gets.
 *
 * @param id the event's or the run's, by which receivers know a repetition
 * @param body the text
 * @param group the message group of a FIFO queue; null for other queues
 * @param partitionKey of a stream; null for the id
 */
public record Shipment(
        String id,
        String body,
        @Nullable String group,
        @Nullable String partitionKey) {}
