package tarn.services.athena;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in S3.
 *
 * @param bucket its bucket
 * @param key a key, or the beginning of keys; may be empty
 */
record S3Path(String bucket, String key) {

    private static final Pattern FORM =
            Pattern.compile("s3[an]?://([a-zA-Z0-9][a-zA-Z0-9._-]{1,254})(?:/(.*))?", Pattern.DOTALL);

    static Optional<S3Path> parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        return Optional.of(new S3Path(match.group(1), match.group(2) == null ? "" : match.group(2)));
    }

    /** This place as a folder: its key ends with a slash unless it is the whole bucket. */
    S3Path folder() {
        return key.isEmpty() || key.endsWith("/") ? this : new S3Path(bucket, key + "/");
    }

    /** A place below this folder. */
    S3Path resolve(String name) {
        return new S3Path(bucket, folder().key + name);
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + key;
    }
}
