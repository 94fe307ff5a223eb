package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidArgument;
import static tarn.services.s3.S3Faults.invalidRequest;
import static tarn.services.s3.S3Faults.malformedXml;
import static tarn.services.s3.SettingFaults.noWebsite;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.Protocol;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.RedirectAllRequestsTo;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;
import tarn.kernel.Part;

/**
 * Which buckets are websites, and how.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html">PutBucketWebsite</a>
 */
final class Websites implements S3Client, Part {

    private static final int RULES_MAX = 50;

    private final Holdings holdings;
    private final Configurations<WebsiteConfiguration> kept;

    Websites(Holdings holdings, Configurations<WebsiteConfiguration> kept) {
        this.holdings = holdings;
        this.kept = kept;
    }

    @Override
    public PutBucketWebsiteResponse putBucketWebsite(PutBucketWebsiteRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        kept.put(request.bucket(), checked(request.websiteConfiguration()));
        return PutBucketWebsiteResponse.builder().build();
    }

    @Override
    public GetBucketWebsiteResponse getBucketWebsite(GetBucketWebsiteRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var website = kept.find(request.bucket()).orElseThrow(() -> noWebsite(request.bucket()));
        var answer = GetBucketWebsiteResponse.builder()
                .indexDocument(website.indexDocument())
                .errorDocument(website.errorDocument())
                .redirectAllRequestsTo(website.redirectAllRequestsTo());
        if (website.hasRoutingRules()) {
            answer.routingRules(website.routingRules());
        }
        return answer.build();
    }

    @Override
    public DeleteBucketWebsiteResponse deleteBucketWebsite(DeleteBucketWebsiteRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        kept.delete(request.bucket());
        return DeleteBucketWebsiteResponse.builder().build();
    }

    private static WebsiteConfiguration checked(WebsiteConfiguration given) {
        if (given.redirectAllRequestsTo() != null) {
            checkRedirection(given, given.redirectAllRequestsTo());
            return given;
        }
        if (given.indexDocument() == null) {
            throw invalidArgument(
                    "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
                    "IndexDocument",
                    "null");
        }
        var suffix = given.indexDocument().suffix();
        if (suffix == null || suffix.isEmpty() || suffix.contains("/")) {
            throw invalidArgument("The IndexDocument Suffix is not well formed", "IndexDocument", "" + suffix);
        }
        var error = given.errorDocument();
        if (error != null && (error.key() == null || error.key().isEmpty())) {
            throw invalidArgument("The ErrorDocument Key is not well formed", "ErrorDocument", "" + error.key());
        }
        if (given.routingRules().size() > RULES_MAX) {
            throw invalidRequest(given.routingRules().size()
                    + " routing rules provided, the number of routing rules in a website configuration is limited to "
                    + RULES_MAX + ".");
        }
        given.routingRules().forEach(Websites::check);
        return given;
    }

    private static void checkRedirection(WebsiteConfiguration given, RedirectAllRequestsTo redirect) {
        if (given.indexDocument() != null || given.errorDocument() != null || given.hasRoutingRules()) {
            throw invalidRequest("RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.");
        }
        if (redirect.hostName() == null || redirect.hostName().isEmpty()) {
            throw malformedXml();
        }
        checkProtocol(redirect.protocol());
    }

    private static void check(RoutingRule rule) {
        var redirect = rule.redirect();
        if (redirect == null) {
            throw malformedXml();
        }
        if (redirect.replaceKeyWith() != null && redirect.replaceKeyPrefixWith() != null) {
            throw invalidRequest("You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
        }
        checkProtocol(redirect.protocol());
        var code = redirect.httpRedirectCode();
        if (code != null && !(code.matches("3[0-9][0-9]") && !code.equals("300"))) {
            throw invalidRequest(
                    "The provided HTTP redirect code (" + code + ") is not valid. Valid codes are 3XX except 300.");
        }
        var condition = rule.condition();
        if (condition == null) {
            return;
        }
        var error = condition.httpErrorCodeReturnedEquals();
        if (error == null && condition.keyPrefixEquals() == null) {
            throw invalidRequest("Condition cannot be empty. To redirect all requests without a condition, the"
                    + " condition element shouldn't be present.");
        }
        if (error != null && !error.matches("[45][0-9][0-9]")) {
            throw invalidRequest(
                    "The provided HTTP error code (" + error + ") is not valid. Valid codes are 4XX or 5XX.");
        }
    }

    private static void checkProtocol(@Nullable Protocol protocol) {
        if (protocol == Protocol.UNKNOWN_TO_SDK_VERSION) {
            throw invalidRequest("Invalid protocol, protocol can be http or https. If not defined the protocol will be"
                    + " selected automatically.");
        }
    }
}
