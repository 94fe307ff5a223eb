package tarn.services.s3;

import static tarn.services.s3.S3Faults.malformedXml;
import static tarn.services.s3.SettingFaults.corsExposesWildcard;
import static tarn.services.s3.SettingFaults.corsMethodUnsupported;
import static tarn.services.s3.SettingFaults.corsWildcards;
import static tarn.services.s3.SettingFaults.noCors;
import static tarn.services.s3.SettingFaults.tooManyCorsRules;

import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsResponse;
import tarn.kernel.Part;

/**
 * The rules by which a bucket lets web pages of other origins read it. The gateway follows them.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html">CORS configuration</a>
 */
final class Cors implements S3Client, Part {

    private static final int RULES_MAX = 100;
    private static final Set<String> METHODS = Set.of("GET", "PUT", "HEAD", "POST", "DELETE");

    private final Holdings holdings;
    private final Configurations<CORSConfiguration> kept;

    Cors(Holdings holdings, Configurations<CORSConfiguration> kept) {
        this.holdings = holdings;
        this.kept = kept;
    }

    @Override
    public PutBucketCorsResponse putBucketCors(PutBucketCorsRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        kept.put(request.bucket(), checked(request.corsConfiguration()));
        return PutBucketCorsResponse.builder().build();
    }

    @Override
    public GetBucketCorsResponse getBucketCors(GetBucketCorsRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var configuration = kept.find(request.bucket()).orElseThrow(() -> noCors(request.bucket()));
        return GetBucketCorsResponse.builder()
                .corsRules(configuration.corsRules())
                .build();
    }

    @Override
    public DeleteBucketCorsResponse deleteBucketCors(DeleteBucketCorsRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        kept.delete(request.bucket());
        return DeleteBucketCorsResponse.builder().build();
    }

    private static CORSConfiguration checked(CORSConfiguration given) {
        if (given.corsRules().isEmpty()) {
            throw malformedXml();
        }
        if (given.corsRules().size() > RULES_MAX) {
            throw tooManyCorsRules(RULES_MAX);
        }
        given.corsRules().forEach(Cors::check);
        return given;
    }

    private static void check(CORSRule rule) {
        if (rule.allowedMethods().isEmpty() || rule.allowedOrigins().isEmpty()) {
            throw malformedXml();
        }
        for (var method : rule.allowedMethods()) {
            if (!METHODS.contains(method)) {
                throw corsMethodUnsupported(method);
            }
        }
        for (var origin : rule.allowedOrigins()) {
            if (wildcards(origin) > 1) {
                throw corsWildcards("AllowedOrigin", origin);
            }
        }
        for (var header : rule.allowedHeaders()) {
            if (wildcards(header) > 1) {
                throw corsWildcards("AllowedHeader", header);
            }
        }
        for (var header : rule.exposeHeaders()) {
            if (wildcards(header) > 0) {
                throw corsExposesWildcard(header);
            }
        }
    }

    private static long wildcards(String pattern) {
        return pattern.chars().filter(character -> character == '*').count();
    }
}
