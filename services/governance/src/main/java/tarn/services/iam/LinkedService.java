package tarn.services.iam;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service that has a role of its own, as the file {@code linked-services.tsv} beside this class lists it.
 *
 * @param principal how policies name the service
 * @param role the role's name
 * @param policy the ARN of the policy that AWS manages for it; null if it has none here
 * @param suffixes whether there may be several, told apart by a suffix
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html">AWS
 *     services that work with IAM</a>
 */
record LinkedService(
        String principal, String role, @Nullable String policy, boolean suffixes) {

    private static final String FILE = "linked-services.tsv";

    /** The service of that principal, if it has a role of its own. */
    static Optional<LinkedService> of(String principal) {
        try (var in = Objects.requireNonNull(LinkedService.class.getResourceAsStream(FILE));
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> line.startsWith(principal + "\t"))
                    .map(LinkedService::read)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LinkedService read(String line) {
        var columns = line.split("\t", -1);
        var policy = columns[2].equals("-") ? null : "arn:aws:iam::aws:policy/aws-service-role/" + columns[2];
        return new LinkedService(columns[0], columns[1], policy, columns[3].equals("suffixes"));
    }
}
