package tarn.wire.model;

/** A protocol that a service answers, as AWS calls it. */
public enum Dialect {
    /** JSON in a POST to {@code /}, the operation in {@code X-Amz-Target}; versions 1.0 and 1.1. */
    AWS_JSON,
    /** JSON bodies, the operation in method and path. */
    REST_JSON,
    /** XML bodies, the operation in method and path. */
    REST_XML,
    /** Form parameters in, XML out. */
    AWS_QUERY,
    /** EC2's variant of form parameters in, XML out. */
    EC2_QUERY,
    /** Smithy RPC v2: CBOR in a POST to {@code /service/<service>/operation/<operation>}. */
    RPC_V2_CBOR,
    /** The older CBOR, {@code application/x-amz-cbor-1.1}, the operation in {@code X-Amz-Target}. */
    AWS_CBOR
}
