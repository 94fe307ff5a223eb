package tarn.services.s3control;

import static tarn.services.s3control.ControlFaults.invalidRequest;
import static tarn.services.s3control.ControlFaults.notDone;
import static tarn.services.s3control.GrantFaults.grantExists;
import static tarn.services.s3control.GrantFaults.invalidGrant;
import static tarn.services.s3control.GrantFaults.noGrant;
import static tarn.services.s3control.GrantFaults.tooManyGrants;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.AccessGrantsLocationConfiguration;
import software.amazon.awssdk.services.s3control.model.CreateAccessGrantRequest;
import software.amazon.awssdk.services.s3control.model.CreateAccessGrantResponse;
import software.amazon.awssdk.services.s3control.model.DeleteAccessGrantRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessGrantResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessGrantRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessGrantResponse;
import software.amazon.awssdk.services.s3control.model.Grantee;
import software.amazon.awssdk.services.s3control.model.GranteeType;
import software.amazon.awssdk.services.s3control.model.ListAccessGrantEntry;
import software.amazon.awssdk.services.s3control.model.ListAccessGrantsRequest;
import software.amazon.awssdk.services.s3control.model.ListAccessGrantsResponse;
import software.amazon.awssdk.services.s3control.model.Permission;
import software.amazon.awssdk.services.s3control.model.S3PrefixType;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;

/** Access grants: which IAM user or role may read or write what of a location. */
final class Grants implements S3ControlClient, Part {

    private static final int COUNT_MAX = 100_000;
    private static final Pattern IDENTITY = Pattern.compile("arn:[^:]+:iam::\\d{12}:(user/.+|role/.+|root)");

    private final Platform platform;
    private final GrantBook book;

    Grants(Platform platform, GrantBook book) {
        this.platform = platform;
        this.book = book;
    }

    @Override
    public CreateAccessGrantResponse createAccessGrant(CreateAccessGrantRequest request) {
        Accounts.own(request.accountId());
        refuseOthers(request);
        var configuration = request.accessGrantsLocationConfiguration();
        var part = configuration == null ? null : configuration.s3SubPrefix();
        var id = book.id();
        var grant = book.decided(batch -> {
            var seen = book.location(request.accessGrantsLocationId());
            var location = seen.value();
            if (location.grants() >= COUNT_MAX) {
                throw tooManyGrants(COUNT_MAX);
            }
            var scope = location.covered(part == null ? "" : part);
            if (Scopes.all(location.scope()) && part == null) {
                throw invalidRequest("A grant of the default location needs an S3SubPrefix");
            }
            if ((request.s3PrefixType() == S3PrefixType.OBJECT) == scope.endsWith("*") || widens(scope)) {
                throw invalidGrant();
            }
            var made = new Grant(
                    id,
                    GrantBook.arn("/grant/" + id),
                    location.id(),
                    part,
                    scope,
                    request.grantee().granteeIdentifier(),
                    request.permission(),
                    platform.clock().instant());
            for (var other : book.grants().scan(Range.all())) {
                if (same(other.value(), made)) {
                    throw grantExists();
                }
            }
            batch.replace(book.locations(), seen, location.with(1)).insert(book.grants(), Key.of(id), made);
            return made;
        });
        return CreateAccessGrantResponse.builder()
                .accessGrantId(grant.id())
                .accessGrantArn(grant.arn())
                .accessGrantsLocationId(grant.location())
                .accessGrantsLocationConfiguration(configuration(grant))
                .grantScope(grant.scope())
                .grantee(grantee(grant))
                .permission(grant.permission())
                .createdAt(grant.created())
                .build();
    }

    /* What stands for more than itself in the policy that a session gets. */
    private static boolean widens(String scope) {
        var text = scope.endsWith("*") ? scope.substring(0, scope.length() - 1) : scope;
        return text.contains("*") || text.contains("?") || text.contains("${");
    }

    private static boolean same(Grant one, Grant other) {
        return one.scope().equals(other.scope())
                && one.grantee().equals(other.grantee())
                && one.permission() == other.permission();
    }

    private static void refuseOthers(CreateAccessGrantRequest request) {
        if (!request.tags().isEmpty()) {
            throw notDone("tags of access grants");
        }
        if (request.applicationArn() != null) {
            throw notDone("access grants with Identity Center");
        }
        if (request.permission() == Permission.UNKNOWN_TO_SDK_VERSION
                || request.s3PrefixType() == S3PrefixType.UNKNOWN_TO_SDK_VERSION) {
            throw invalidGrant();
        }
        var grantee = request.grantee();
        if (grantee.granteeType() != GranteeType.IAM) {
            throw notDone("access grants for users and groups of a directory");
        }
        if (grantee.granteeIdentifier() == null
                || !IDENTITY.matcher(grantee.granteeIdentifier()).matches()) {
            throw invalidGrant();
        }
    }

    private static @Nullable AccessGrantsLocationConfiguration configuration(Grant grant) {
        return grant.part() == null
                ? null
                : AccessGrantsLocationConfiguration.builder()
                        .s3SubPrefix(grant.part())
                        .build();
    }

    static Grantee grantee(Grant grant) {
        return Grantee.builder()
                .granteeType(GranteeType.IAM)
                .granteeIdentifier(grant.grantee())
                .build();
    }

    private Entry<Grant> grant(String id) {
        book.instance();
        return book.grants().entry(Key.of(id)).orElseThrow(() -> noGrant());
    }

    @Override
    public GetAccessGrantResponse getAccessGrant(GetAccessGrantRequest request) {
        Accounts.own(request.accountId());
        var grant = grant(request.accessGrantId()).value();
        return GetAccessGrantResponse.builder()
                .accessGrantId(grant.id())
                .accessGrantArn(grant.arn())
                .accessGrantsLocationId(grant.location())
                .accessGrantsLocationConfiguration(configuration(grant))
                .grantScope(grant.scope())
                .grantee(grantee(grant))
                .permission(grant.permission())
                .createdAt(grant.created())
                .build();
    }

    @Override
    public DeleteAccessGrantResponse deleteAccessGrant(DeleteAccessGrantRequest request) {
        Accounts.own(request.accountId());
        return book.decided(batch -> {
            var seen = grant(request.accessGrantId());
            var location = book.location(seen.value().location());
            batch.delete(book.grants(), seen)
                    .replace(book.locations(), location, location.value().with(-1));
            return DeleteAccessGrantResponse.builder().build();
        });
    }

    @Override
    public ListAccessGrantsResponse listAccessGrants(ListAccessGrantsRequest request) {
        Accounts.own(request.accountId());
        book.instance();
        var page = book.pages()
                .records(
                        "ListAccessGrants",
                        request.nextToken(),
                        request.maxResults(),
                        book.grants(),
                        Range.all(),
                        entry -> wanted(entry.value(), request));
        return ListAccessGrantsResponse.builder()
                .accessGrantsList(page.items().stream()
                        .map(grant -> ListAccessGrantEntry.builder()
                                .accessGrantId(grant.id())
                                .accessGrantArn(grant.arn())
                                .accessGrantsLocationId(grant.location())
                                .accessGrantsLocationConfiguration(configuration(grant))
                                .grantScope(grant.scope())
                                .grantee(grantee(grant))
                                .permission(grant.permission())
                                .createdAt(grant.created())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    private static boolean wanted(Grant grant, ListAccessGrantsRequest request) {
        return (request.granteeType() == null || request.granteeType() == GranteeType.IAM)
                && (request.granteeIdentifier() == null
                        || request.granteeIdentifier().equals(grant.grantee()))
                && (request.permission() == null || request.permission() == grant.permission())
                && (request.grantScope() == null || request.grantScope().equals(grant.scope()))
                && request.applicationArn() == null;
    }
}
