package tarn.services.s3control;

import static tarn.services.s3control.ControlFaults.invalidRequest;
import static tarn.services.s3control.ControlFaults.notDone;
import static tarn.services.s3control.GrantFaults.notGranted;
import static tarn.services.s3control.GrantFaults.roleRefused;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.GetDataAccessRequest;
import software.amazon.awssdk.services.s3control.model.GetDataAccessResponse;
import software.amazon.awssdk.services.s3control.model.ListCallerAccessGrantsEntry;
import software.amazon.awssdk.services.s3control.model.ListCallerAccessGrantsRequest;
import software.amazon.awssdk.services.s3control.model.ListCallerAccessGrantsResponse;
import software.amazon.awssdk.services.s3control.model.Permission;
import software.amazon.awssdk.services.s3control.model.Privilege;
import software.amazon.awssdk.services.s3control.model.S3PrefixType;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.policy.Cause;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;

/**
 * Credentials for what was granted: of the location's role, narrowed by a session policy to the grant or, with the least
 * privilege, to what was asked for. Of several grants that give it, the narrowest counts.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants-credentials.html">Requesting access</a>
 */
final class DataAccess implements S3ControlClient, Part {

    private static final String PRINCIPAL = "access-grants.s3.amazonaws.com";
    private static final int SECONDS = 3600;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> READING = List.of(
            "s3:GetObject",
            "s3:GetObjectVersion",
            "s3:GetObjectAcl",
            "s3:GetObjectVersionAcl",
            "s3:ListMultipartUploadParts");
    private static final List<String> WRITING = List.of(
            "s3:PutObject",
            "s3:PutObjectAcl",
            "s3:PutObjectVersionAcl",
            "s3:DeleteObject",
            "s3:DeleteObjectVersion",
            "s3:AbortMultipartUpload");

    private final Platform platform;
    private final GrantBook book;

    DataAccess(Platform platform, GrantBook book) {
        this.platform = platform;
        this.book = book;
    }

    @Override
    public GetDataAccessResponse getDataAccess(GetDataAccessRequest request) {
        Accounts.own(request.accountId());
        var instance = book.instance().value();
        var target = request.target();
        Scopes.bucket(target);
        if (request.permission() == Permission.UNKNOWN_TO_SDK_VERSION
                || request.privilege() == Privilege.UNKNOWN_TO_SDK_VERSION
                || request.targetType() == S3PrefixType.UNKNOWN_TO_SDK_VERSION
                || (request.targetType() == S3PrefixType.OBJECT && target.endsWith("*"))) {
            throw invalidRequest("The target, its type, the permission or the privilege is not one");
        }
        var principal = Caller.current().principal();
        var grant = StreamSupport.stream(book.grants().scan(Range.all()).spliterator(), false)
                .map(Entry::value)
                .filter(each -> each.isFor(principal) && each.gives(request.permission(), target))
                .max(Comparator.comparingInt(each -> each.scope().length()))
                .orElseThrow(() -> notGranted(request.permissionAsString(), target));
        var narrowed = request.privilege() == Privilege.MINIMAL ? target : grant.scope();
        var seconds = request.durationSeconds() == null ? SECONDS : request.durationSeconds();
        var credentials = credentials(instance, grant, policy(request.permission(), narrowed), seconds);
        return GetDataAccessResponse.builder()
                .credentials(to -> to.accessKeyId(credentials.accessKeyId())
                        .secretAccessKey(credentials.secretAccessKey())
                        .sessionToken(credentials.sessionToken())
                        .expiration(credentials.expiration()))
                .matchedGrantTarget(narrowed)
                .grantee(Grants.grantee(grant))
                .build();
    }

    private Credentials credentials(GrantedInstance instance, Grant grant, String policy, int seconds) {
        var role = book.locations().get(Key.of(grant.location())).orElseThrow().role();
        var caller = Caller.current();
        var service = Caller.service(caller.account(), caller.region(), PRINCIPAL, caller.requestId());
        var cause = new Cause(instance.arn(), caller.account());
        try {
            return cause.call(() -> service.call(() -> platform.client(StsClient.class)
                    .assumeRole(assume -> assume.roleArn(role)
                            .roleSessionName("access-grants-" + grant.id())
                            .policy(policy)
                            .durationSeconds(seconds))
                    .credentials()));
        } catch (AwsServiceException refused) {
            if (refused.statusCode() == 403) {
                throw roleRefused(role);
            }
            throw ControlFaults.fault(
                    400,
                    "StsValidationError",
                    String.valueOf(refused.awsErrorDetails().errorMessage()));
        }
    }

    /** What a session may do that a grant gives: what the scope covers, and listing it where it may be read. */
    private static String policy(Permission permission, String scope) {
        var document = JSON.createObjectNode().put("Version", "2012-10-17");
        var statements = document.putArray("Statement");
        var bucket = "arn:aws:s3:::" + Scopes.bucket(scope);
        var key = Scopes.key(scope);
        var objects = bucket + "/" + (key.isEmpty() ? "*" : key);
        if (permission != Permission.WRITE) {
            statement(statements, READING, objects);
            if (scope.endsWith("*")) {
                var listing = statements.addObject().put("Effect", "Allow");
                listing.putArray("Action").add("s3:ListBucket");
                listing.put("Resource", bucket);
                listing.putObject("Condition").putObject("StringLike").put("s3:prefix", key);
            }
        }
        if (permission != Permission.READ) {
            statement(statements, WRITING, objects);
        }
        return document.toString();
    }

    private static void statement(ArrayNode statements, List<String> actions, String resource) {
        var statement = statements.addObject().put("Effect", "Allow");
        actions.forEach(statement.putArray("Action")::add);
        statement.put("Resource", resource);
    }

    @Override
    public ListCallerAccessGrantsResponse listCallerAccessGrants(ListCallerAccessGrantsRequest request) {
        Accounts.own(request.accountId());
        if (Boolean.TRUE.equals(request.allowedByApplication())) {
            throw notDone("access grants with Identity Center");
        }
        book.instance();
        var principal = Caller.current().principal();
        var page = book.pages()
                .records(
                        "ListCallerAccessGrants",
                        request.nextToken(),
                        request.maxResults(),
                        book.grants(),
                        Range.all(),
                        entry -> entry.value().isFor(principal)
                                && (request.grantScope() == null
                                        || entry.value().scope().startsWith(request.grantScope())));
        return ListCallerAccessGrantsResponse.builder()
                .callerAccessGrantsList(page.items().stream()
                        .map(grant -> ListCallerAccessGrantsEntry.builder()
                                .grantScope(grant.scope())
                                .permission(grant.permission())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }
}
