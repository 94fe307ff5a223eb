package tarn.wire.model;

/**
 * An error that a service's model names.
 *
 * @param name the shape's name, which is its code in JSON and CBOR
 * @param code its code in XML and in {@code x-amzn-query-error}
 * @param status its HTTP status
 * @param sender whether the sender is at fault, rather than the service
 * @param capitalMessage whether its message is called {@code Message}, not {@code message}
 */
public record ErrorModel(String name, String code, int status, boolean sender, boolean capitalMessage) {}
