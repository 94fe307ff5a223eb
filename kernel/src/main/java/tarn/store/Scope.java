package tarn.store;

/** Whose records a store keeps apart. The account and region are the current caller's. */
public enum Scope {
    /** One set of records for everybody, such as the names of S3 buckets. */
    GLOBAL,
    /** One set for each account, such as IAM users. */
    ACCOUNT,
    /** One set for each account and region, such as Glue tables. */
    REGION
}
