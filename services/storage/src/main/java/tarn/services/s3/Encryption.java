package tarn.services.s3;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * How an object lies on disk: who holds the key to its data key, and that data key, wrapped. One data key serves all
 * pieces of an object; each piece has a key of its own below it.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
sealed interface Encryption {

    /**
     * Plain, its secrecy left to the disk: written by a Tarn that did not encrypt yet, or told to leave it. Answered as
     * AES256 like every object that says nothing else.
     */
    record ByDisk() implements Encryption {}

    /**
     * SSE-S3.
     *
     * @param sealed the data key under the data directory's master key, bound to bucket and key
     */
    record ByS3(byte[] sealed) implements Encryption {}

    /**
     * SSE-KMS, or DSSE-KMS.
     *
     * @param arn of the KMS key
     * @param context the encryption context the data key is bound to
     * @param bucketKey whether the data key serves the whole bucket for a while
     * @param wrapped the data key as KMS gave it
     */
    record ByKms(String arn, Map<String, String> context, boolean bucketKey, byte[] wrapped) implements Encryption {}

    /**
     * DSSE-KMS: encrypted under KMS's data key, and what comes of that once more under one of S3's.
     *
     * @param sealed the second data key under the master key, bound to bucket and key
     */
    record Twice(ByKms inner, byte[] sealed) implements Encryption {}

    /**
     * SSE-C: the data key is the customer's, and not kept.
     *
     * @param proof HMAC-SHA-256 of the customer's key with the salt
     */
    record ByCustomer(byte[] salt, byte[] proof) implements Encryption {}

    /* What a record says it is. */
    int S3_KIND = 1;
    int KMS_KIND = 2;
    int TWICE_KIND = 3;
    int CUSTOMER_KIND = 4;

    /** Whether the entity tag is the MD5 of the content, as it is where no customer's key is involved. */
    default boolean tellsMd5() {
        return switch (this) {
            case ByDisk _, ByS3 _ -> true;
            case ByKms _, Twice _, ByCustomer _ -> false;
        };
    }

    /** Writes it as a field of a record; what lies plain is not written. */
    default void writeTo(RecordWriter out) {
        switch (this) {
            case ByDisk _ -> throw new IllegalStateException("Plain objects do not say so");
            case ByS3(var sealed) -> out.number(S3_KIND).bytes(sealed);
            case ByKms kms -> write(out.number(KMS_KIND), kms);
            case Twice(var inner, var sealed) ->
                write(out.number(TWICE_KIND), inner).bytes(sealed);
            case ByCustomer(var salt, var proof) ->
                out.number(CUSTOMER_KIND).bytes(salt).bytes(proof);
        }
    }

    private static RecordWriter write(RecordWriter out, ByKms kms) {
        return out.text(kms.arn).map(kms.context).number(kms.bucketKey ? 1 : 0).bytes(kms.wrapped);
    }

    /** Reads what was written. */
    static Encryption read(RecordReader in) {
        int kind = in.count();
        return switch (kind) {
            case S3_KIND -> new ByS3(in.bytes());
            case KMS_KIND -> readKms(in);
            case TWICE_KIND -> new Twice(readKms(in), in.bytes());
            case CUSTOMER_KIND -> new ByCustomer(in.bytes(), in.bytes());
            default -> throw new IllegalStateException("Unknown encryption " + kind);
        };
    }

    private static ByKms readKms(RecordReader in) {
        return new ByKms(in.text(), in.map(), in.number() == 1, in.bytes());
    }

    /** How it is named in an answer; null for SSE-C, which has headers of its own. */
    default @Nullable ServerSideEncryption algorithm() {
        return switch (this) {
            case ByDisk _, ByS3 _ -> ServerSideEncryption.AES256;
            case ByKms _ -> ServerSideEncryption.AWS_KMS;
            case Twice _ -> ServerSideEncryption.AWS_KMS_DSSE;
            case ByCustomer _ -> null;
        };
    }
}
