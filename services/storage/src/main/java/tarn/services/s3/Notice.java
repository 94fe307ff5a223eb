package tarn.services.s3;

/**
 * What is told to one destination.
 *
 * @param kind what the destination is
 * @param target its ARN; for EventBridge that of the bucket
 * @param text the document it is told
 * @param bucket the bucket's name
 * @param account who owns the bucket
 * @param region where the bucket is
 * @param type what EventBridge calls it; empty for others
 */
record Notice(Kind kind, String target, String text, String bucket, String account, String region, String type) {

    /** What may be told. */
    enum Kind {
        QUEUE,
        TOPIC,
        FUNCTION,
        BUS
    }

    String bucketArn() {
        return "arn:aws:s3:::" + bucket;
    }
}
