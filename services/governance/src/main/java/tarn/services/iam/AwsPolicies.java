package tarn.services.iam;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The policies that AWS manages, as AWS publishes them: a resource for each, named by the policy, read when it is first
 * asked for. {@code index.txt} lists them, since the folders of a jar cannot be listed.
 *
 * <p>Each has the version that was in effect when it was recorded, under its own number; earlier ones are not kept.
 *
 * @see <a href="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html">AWS managed
 *     policies</a>
 */
final class AwsPolicies {

    private static final String PREFIX = "arn:aws:iam::aws:policy";
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, PolicyEntity> READ = new ConcurrentHashMap<>();

    /** The names of all policies, read once. */
    private static final class Index {
        static final List<String> NAMES =
                new String(bytes("index.txt"), StandardCharsets.UTF_8).lines().toList();
    }

    /** Whether an ARN is one of AWS's own policies, existing or not. */
    static boolean owns(String arn) {
        return arn.startsWith(PREFIX + "/");
    }

    /** AWS's policy of that ARN, if there is one. */
    static Optional<PolicyEntity> find(String arn) {
        var name = arn.substring(arn.lastIndexOf('/') + 1);
        return Index.NAMES.contains(name)
                ? Optional.of(read(name)).filter(policy -> arn(policy).equals(arn))
                : Optional.empty();
    }

    /** All of AWS's policies, sorted by name. */
    static Stream<PolicyEntity> all() {
        return Index.NAMES.stream().map(AwsPolicies::read);
    }

    static String arn(PolicyEntity policy) {
        return PREFIX + policy.path() + policy.name();
    }

    private static PolicyEntity read(String name) {
        return READ.computeIfAbsent(name, AwsPolicies::parse);
    }

    private static PolicyEntity parse(String name) {
        try {
            var kept = JSON.readTree(bytes(name + ".json"));
            var updated = Instant.parse(kept.path("updated").asText());
            var version = kept.path("version").asText();
            return new PolicyEntity(
                    name,
                    kept.path("path").asText(),
                    id(name),
                    Instant.parse(kept.path("created").asText()),
                    updated,
                    Map.of(),
                    null,
                    List.of(new PolicyEntity.Version(
                            version, kept.path("document").toPrettyString(), updated)),
                    version,
                    Integer.parseInt(version.substring(1)) + 1);
        } catch (IOException e) {
            throw new UncheckedIOException("The policy " + name + " cannot be read", e);
        }
    }

    /** An id that is always the same for a name. AWS's own are not published. */
    private static String id(String name) {
        var number = new BigInteger(
                1,
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .getBytes(StandardCharsets.US_ASCII));
        var digits = number.toString(32).toUpperCase(Locale.ROOT).replaceAll("[0189]", "Z");
        return "ANPA" + digits.substring(digits.length() - 17);
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = AwsPolicies.class.getResourceAsStream("policies/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("The resource policies/" + resource + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AwsPolicies() {}
}
