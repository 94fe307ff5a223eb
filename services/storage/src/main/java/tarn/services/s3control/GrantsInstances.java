package tarn.services.s3control;

import static tarn.services.s3control.ControlFaults.notDone;
import static tarn.services.s3control.GrantFaults.instanceExists;
import static tarn.services.s3control.GrantFaults.instanceNotEmpty;

import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.CreateAccessGrantsInstanceRequest;
import software.amazon.awssdk.services.s3control.model.CreateAccessGrantsInstanceResponse;
import software.amazon.awssdk.services.s3control.model.DeleteAccessGrantsInstanceRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessGrantsInstanceResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessGrantsInstanceForPrefixRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessGrantsInstanceForPrefixResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessGrantsInstanceRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessGrantsInstanceResponse;
import software.amazon.awssdk.services.s3control.model.ListAccessGrantsInstanceEntry;
import software.amazon.awssdk.services.s3control.model.ListAccessGrantsInstancesRequest;
import software.amazon.awssdk.services.s3control.model.ListAccessGrantsInstancesResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/**
 * The one instance of access grants that an account may have in a region.
 *
 * <p>Identity Center, policies that share an instance with other accounts, and tags of what belongs to it are refused.
 */
final class GrantsInstances implements S3ControlClient, Part {

    private final Platform platform;
    private final GrantBook book;

    GrantsInstances(Platform platform, GrantBook book) {
        this.platform = platform;
        this.book = book;
    }

    @Override
    public CreateAccessGrantsInstanceResponse createAccessGrantsInstance(CreateAccessGrantsInstanceRequest request) {
        Accounts.own(request.accountId());
        if (request.identityCenterArn() != null) {
            throw notDone("access grants with Identity Center");
        }
        if (!request.tags().isEmpty()) {
            throw notDone("tags of access grants");
        }
        var instance = new GrantedInstance(GrantBook.arn(""), platform.clock().instant(), 0);
        if (!book.begin(instance)) {
            throw instanceExists();
        }
        return CreateAccessGrantsInstanceResponse.builder()
                .accessGrantsInstanceId(GrantedInstance.ID)
                .accessGrantsInstanceArn(instance.arn())
                .createdAt(instance.created())
                .build();
    }

    @Override
    public GetAccessGrantsInstanceResponse getAccessGrantsInstance(GetAccessGrantsInstanceRequest request) {
        Accounts.own(request.accountId());
        var instance = book.instance().value();
        return GetAccessGrantsInstanceResponse.builder()
                .accessGrantsInstanceId(GrantedInstance.ID)
                .accessGrantsInstanceArn(instance.arn())
                .createdAt(instance.created())
                .build();
    }

    @Override
    public GetAccessGrantsInstanceForPrefixResponse getAccessGrantsInstanceForPrefix(
            GetAccessGrantsInstanceForPrefixRequest request) {
        Accounts.own(request.accountId());
        platform.client(S3Client.class).headBucket(bucket -> bucket.bucket(Scopes.bucket(request.s3Prefix())));
        return GetAccessGrantsInstanceForPrefixResponse.builder()
                .accessGrantsInstanceId(GrantedInstance.ID)
                .accessGrantsInstanceArn(book.instance().value().arn())
                .build();
    }

    @Override
    public ListAccessGrantsInstancesResponse listAccessGrantsInstances(ListAccessGrantsInstancesRequest request) {
        Accounts.own(request.accountId());
        List<ListAccessGrantsInstanceEntry> listed;
        try {
            var instance = book.instance().value();
            listed = List.of(ListAccessGrantsInstanceEntry.builder()
                    .accessGrantsInstanceId(GrantedInstance.ID)
                    .accessGrantsInstanceArn(instance.arn())
                    .createdAt(instance.created())
                    .build());
        } catch (AwsServiceException absent) {
            listed = List.of();
        }
        return ListAccessGrantsInstancesResponse.builder()
                .accessGrantsInstancesList(listed)
                .build();
    }

    @Override
    public DeleteAccessGrantsInstanceResponse deleteAccessGrantsInstance(DeleteAccessGrantsInstanceRequest request) {
        Accounts.own(request.accountId());
        return book.decided(batch -> {
            var instance = book.instance();
            if (instance.value().locations() > 0) {
                throw instanceNotEmpty();
            }
            book.remove(batch, instance);
            return DeleteAccessGrantsInstanceResponse.builder().build();
        });
    }
}
