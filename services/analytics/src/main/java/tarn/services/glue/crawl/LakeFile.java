package tarn.services.glue.crawl;

/** An object of a data lake: its bucket, its key, and its size in bytes. */
public record LakeFile(String bucket, String key, long sizeBytes) {

    /** Its address, such as {@code s3://bucket/folder/file.csv}. */
    public String location() {
        return "s3://" + bucket + "/" + key;
    }

    /** What comes after the last slash. */
    String name() {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /** The key up to and with the last slash; empty at the bucket's root. */
    String folder() {
        return key.substring(0, key.lastIndexOf('/') + 1);
    }
}
