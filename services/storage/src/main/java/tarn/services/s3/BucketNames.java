package tarn.services.s3;

import static tarn.services.s3.ReportFaults.destinationNotAnArn;

import java.util.List;
import java.util.regex.Pattern;
import tarn.kernel.Arn;

/**
 * What a bucket may be called.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">Bucket naming rules</a>
 */
final class BucketNames {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final List<String> PREFIXES = List.of("xn--", "sthree-", "amzn-s3-demo-");
    private static final List<String> SUFFIXES = List.of("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3");

    static boolean valid(String name) {
        return FORM.matcher(name).matches()
                && !name.contains("..")
                && !ADDRESS.matcher(name).matches()
                && PREFIXES.stream().noneMatch(name::startsWith)
                && SUFFIXES.stream().noneMatch(name::endsWith);
    }

    /** The bucket that an ARN names, such as {@code arn:aws:s3:::bucket}; refuses what is no such ARN. */
    static String ofArn(String arn) {
        return Arn.parse(arn)
                .filter(parsed -> parsed.service().equals("s3")
                        && parsed.region().isEmpty()
                        && parsed.account().isEmpty()
                        && valid(parsed.resource()))
                .orElseThrow(() -> destinationNotAnArn(arn))
                .resource();
    }

    private BucketNames() {}
}
