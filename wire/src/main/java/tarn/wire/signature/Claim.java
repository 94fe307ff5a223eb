package tarn.wire.signature;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Who a request says it is from, before anybody has checked it. */
public sealed interface Claim {

    /** The access key it names. */
    default Optional<String> accessKey() {
        return Optional.empty();
    }

    /** The service in the scope of its signature. */
    default Optional<String> service() {
        return Optional.empty();
    }

    /** The region in the scope of its signature. */
    default Optional<String> region() {
        return Optional.empty();
    }

    /** Nothing is claimed. */
    record Anonymous() implements Claim {}

    /** Something is claimed in a form that AWS would not read. */
    record Malformed(Refusal refusal, @Nullable String key) implements Claim {
        @Override
        public Optional<String> accessKey() {
            return Optional.ofNullable(key);
        }
    }

    /**
     * A URL presigned for S3 with Signature Version 2.
     *
     * @param key the access key id
     * @param signature in base64
     * @param expires when it ends, in seconds since 1970
     * @param token the session token; empty if there is none
     */
    record Presigned2(String key, String signature, long expires, Optional<String> token) implements Claim {
        @Override
        public Optional<String> accessKey() {
            return Optional.of(key);
        }

        @Override
        public Optional<String> service() {
            return Optional.of("s3");
        }
    }

    /** Signed by a scheme that is not checked here, such as Signature Version 2 in a header. */
    record Foreign(String scheme, @Nullable String key) implements Claim {
        @Override
        public Optional<String> accessKey() {
            return Optional.ofNullable(key);
        }
    }

    /**
     * Signed with Signature Version 4, or 4A, whose scope names no region.
     *
     * @param key the access key id
     * @param scope what the signing key was made for
     * @param timestamp when it was signed, in the form {@code 20260102T030405Z}
     * @param headers the names of the headers that are signed, in lower case, as they were listed
     * @param signature in hexadecimal digits
     * @param token the session token; empty if there is none
     * @param expiresSeconds for how long a presigned URL is good; empty if the signature came in a header
     * @param regions what Version 4A is good for, separated by commas, with {@code *}; empty for Version 4
     */
    record Signed(
            String key,
            Scope scope,
            String timestamp,
            List<String> headers,
            String signature,
            Optional<String> token,
            OptionalLong expiresSeconds,
            Optional<String> regions)
            implements Claim {

        /** Whether it is signed with Signature Version 4A. */
        public boolean asymmetric() {
            return regions.isPresent();
        }

        /** When it was signed; empty if that cannot be read. */
        public Optional<Instant> time() {
            return Timestamps.parse(timestamp);
        }

        /** Whether the signature came in the query. */
        public boolean presigned() {
            return expiresSeconds.isPresent();
        }

        @Override
        public Optional<String> accessKey() {
            return Optional.of(key);
        }

        @Override
        public Optional<String> service() {
            return Optional.of(scope.service());
        }

        @Override
        public Optional<String> region() {
            return regions.isEmpty()
                    ? Optional.of(scope.region())
                    : Arrays.stream(regions.get().split(",", -1))
                            .map(String::trim)
                            .filter(name -> !name.isEmpty() && !name.contains("*"))
                            .findFirst();
        }
    }

    /**
     * What a signing key is made for.
     *
     * @param date as in {@code 20260102}
     * @param region such as {@code us-east-1}; empty for Version 4A
     * @param service the signing name, such as {@code s3}
     */
    record Scope(String date, String region, String service) {
        @Override
        public String toString() {
            return date + "/" + (region.isEmpty() ? "" : region + "/") + service + "/aws4_request";
        }
    }
}
