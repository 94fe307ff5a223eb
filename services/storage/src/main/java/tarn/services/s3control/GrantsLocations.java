package tarn.services.s3control;

import static tarn.services.s3control.ControlFaults.notDone;
import static tarn.services.s3control.GrantFaults.invalidRole;
import static tarn.services.s3control.GrantFaults.locationExists;
import static tarn.services.s3control.GrantFaults.locationNotEmpty;
import static tarn.services.s3control.GrantFaults.tooManyLocations;

import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.CreateAccessGrantsLocationRequest;
import software.amazon.awssdk.services.s3control.model.CreateAccessGrantsLocationResponse;
import software.amazon.awssdk.services.s3control.model.DeleteAccessGrantsLocationRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessGrantsLocationResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessGrantsLocationRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessGrantsLocationResponse;
import software.amazon.awssdk.services.s3control.model.ListAccessGrantsLocationsEntry;
import software.amazon.awssdk.services.s3control.model.ListAccessGrantsLocationsRequest;
import software.amazon.awssdk.services.s3control.model.ListAccessGrantsLocationsResponse;
import software.amazon.awssdk.services.s3control.model.UpdateAccessGrantsLocationRequest;
import software.amazon.awssdk.services.s3control.model.UpdateAccessGrantsLocationResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Key;
import tarn.store.Range;

/** The locations of access grants: all of S3, buckets or prefixes, each with the role that is taken for them. */
final class GrantsLocations implements S3ControlClient, Part {

    private static final int COUNT_MAX = 1000;
    private static final Pattern ROLE = Pattern.compile("arn:[^:]+:iam::(?<account>\\d{12}):role/.+");

    private final Platform platform;
    private final GrantBook book;

    GrantsLocations(Platform platform, GrantBook book) {
        this.platform = platform;
        this.book = book;
    }

    @Override
    public CreateAccessGrantsLocationResponse createAccessGrantsLocation(CreateAccessGrantsLocationRequest request) {
        Accounts.own(request.accountId());
        if (!request.tags().isEmpty()) {
            throw notDone("tags of access grants");
        }
        checkRole(request.iamRoleArn());
        var scope = request.locationScope();
        if (!Scopes.all(scope)) {
            platform.client(S3Client.class).headBucket(bucket -> bucket.bucket(Scopes.bucket(scope)));
        }
        var id = Scopes.all(scope) ? GrantedInstance.ID : book.id();
        var location = book.decided(batch -> {
            var instance = book.instance();
            if (instance.value().locations() >= COUNT_MAX) {
                throw tooManyLocations(COUNT_MAX);
            }
            for (var other : book.locations().scan(Range.all())) {
                if (other.value().scope().equals(scope)) {
                    throw locationExists();
                }
            }
            var made = new GrantedLocation(
                    id,
                    GrantBook.arn("/location/" + id),
                    scope,
                    request.iamRoleArn(),
                    platform.clock().instant(),
                    0);
            book.keep(batch, instance, 1).insert(book.locations(), Key.of(id), made);
            return made;
        });
        return CreateAccessGrantsLocationResponse.builder()
                .accessGrantsLocationId(location.id())
                .accessGrantsLocationArn(location.arn())
                .locationScope(location.scope())
                .iamRoleArn(location.role())
                .createdAt(location.created())
                .build();
    }

    private static void checkRole(String role) {
        var match = ROLE.matcher(role);
        if (!match.matches() || !match.group("account").equals(Caller.current().account())) {
            throw invalidRole();
        }
    }

    @Override
    public GetAccessGrantsLocationResponse getAccessGrantsLocation(GetAccessGrantsLocationRequest request) {
        Accounts.own(request.accountId());
        var location = book.location(request.accessGrantsLocationId()).value();
        return GetAccessGrantsLocationResponse.builder()
                .accessGrantsLocationId(location.id())
                .accessGrantsLocationArn(location.arn())
                .locationScope(location.scope())
                .iamRoleArn(location.role())
                .createdAt(location.created())
                .build();
    }

    @Override
    public UpdateAccessGrantsLocationResponse updateAccessGrantsLocation(UpdateAccessGrantsLocationRequest request) {
        Accounts.own(request.accountId());
        checkRole(request.iamRoleArn());
        var location = book.decided(batch -> {
            var seen = book.location(request.accessGrantsLocationId());
            var next = seen.value().with(request.iamRoleArn());
            batch.replace(book.locations(), seen, next);
            return next;
        });
        return UpdateAccessGrantsLocationResponse.builder()
                .accessGrantsLocationId(location.id())
                .accessGrantsLocationArn(location.arn())
                .locationScope(location.scope())
                .iamRoleArn(location.role())
                .createdAt(location.created())
                .build();
    }

    @Override
    public DeleteAccessGrantsLocationResponse deleteAccessGrantsLocation(DeleteAccessGrantsLocationRequest request) {
        Accounts.own(request.accountId());
        return book.decided(batch -> {
            var instance = book.instance();
            var seen = book.location(request.accessGrantsLocationId());
            if (seen.value().grants() > 0) {
                throw locationNotEmpty();
            }
            book.keep(batch, instance, -1).delete(book.locations(), seen);
            return DeleteAccessGrantsLocationResponse.builder().build();
        });
    }

    @Override
    public ListAccessGrantsLocationsResponse listAccessGrantsLocations(ListAccessGrantsLocationsRequest request) {
        Accounts.own(request.accountId());
        book.instance();
        var page = book.pages()
                .records(
                        "ListAccessGrantsLocations",
                        request.nextToken(),
                        request.maxResults(),
                        book.locations(),
                        Range.all(),
                        entry -> request.locationScope() == null
                                || request.locationScope().equals(entry.value().scope()));
        return ListAccessGrantsLocationsResponse.builder()
                .accessGrantsLocationsList(page.items().stream()
                        .map(location -> ListAccessGrantsLocationsEntry.builder()
                                .accessGrantsLocationId(location.id())
                                .accessGrantsLocationArn(location.arn())
                                .locationScope(location.scope())
                                .iamRoleArn(location.role())
                                .createdAt(location.created())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }
}
