package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidArgument;
import static tarn.services.s3.S3Faults.invalidTag;
import static tarn.services.s3.S3Faults.tooManyTags;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * Tags of buckets and objects, in the order they were set.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html">Object tags</a>
 */
final class Tags {

    private static final int OBJECT_COUNT_MAX = 10;
    private static final int BUCKET_COUNT_MAX = 50;
    private static final int KEY_LENGTH_MAX = 128;
    private static final int VALUE_LENGTH_MAX = 256;
    private static final Pattern CHARACTERS = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    static Map<String, String> ofObject(List<Tag> given) {
        if (given.size() > OBJECT_COUNT_MAX) {
            throw tooManyTags("Object tags cannot be greater than " + OBJECT_COUNT_MAX);
        }
        return checked(given);
    }

    static Map<String, String> ofBucket(List<Tag> given) {
        if (given.size() > BUCKET_COUNT_MAX) {
            throw tooManyTags("Bucket tag count cannot be greater than " + BUCKET_COUNT_MAX);
        }
        return checked(given);
    }

    /** Object tags as the {@code x-amz-tagging} header has them: {@code a=1&b=2}. */
    static Map<String, String> ofHeader(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return Map.of();
        }
        var tags = new ArrayList<Tag>();
        for (var pair : header.split("&", -1)) {
            int equals = pair.indexOf('=');
            var key = equals < 0 ? pair : pair.substring(0, equals);
            var value = equals < 0 ? "" : pair.substring(equals + 1);
            tags.add(Tag.builder()
                    .key(decoded(key, header))
                    .value(decoded(value, header))
                    .build());
        }
        if (tags.stream().map(Tag::key).distinct().count() < tags.size()) {
            throw headerMalformed(header);
        }
        return ofObject(tags);
    }

    static List<Tag> toList(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static Map<String, String> checked(List<Tag> given) {
        var tags = new LinkedHashMap<String, String>();
        for (var tag : given) {
            var key = tag.key() == null ? "" : tag.key();
            var value = tag.value() == null ? "" : tag.value();
            if (key.isEmpty()
                    || key.length() > KEY_LENGTH_MAX
                    || !CHARACTERS.matcher(key).matches()) {
                throw invalidTag("The TagKey you have provided is invalid");
            }
            if (value.length() > VALUE_LENGTH_MAX || !CHARACTERS.matcher(value).matches()) {
                throw invalidTag("The TagValue you have provided is invalid");
            }
            if (key.startsWith("aws:")) {
                throw invalidTag("System tags cannot be added/updated by requester");
            }
            if (tags.put(key, value) != null) {
                throw invalidTag("Cannot provide multiple Tags with the same key");
            }
        }
        return Collections.unmodifiableMap(tags);
    }

    private static String decoded(String text, String header) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw headerMalformed(header);
        }
    }

    private static RuntimeException headerMalformed(String header) {
        return invalidArgument(
                "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag"
                        + " name duplicates.",
                "x-amz-tagging",
                header);
    }

    private Tags() {}
}
