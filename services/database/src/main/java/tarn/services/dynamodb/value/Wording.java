package tarn.services.dynamodb.value;

/**
 * How AWS words a bad value. It checks values in two layers of different age, by operation.
 *
 * <p>Recorded at AWS by https://github.com/nubo-db/dynamodb-conformance (validation layers).
 */
public enum Wording {
    /** Inside "1 validation error detected: …": PutItem, UpdateItem, DeleteItem. */
    ENVELOPED,
    /** Bare: GetItem, BatchGetItem, Query. */
    CURRENT,
    /** The older layer: BatchWriteItem, transactions, Scan. */
    OLDER;

    static final String INVALID = "One or more parameter values were invalid: ";

    MalformedValueException refused(String message) {
        return new MalformedValueException(this == ENVELOPED ? "1 validation error detected: " + message : message);
    }
}
