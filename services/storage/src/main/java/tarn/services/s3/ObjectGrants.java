package tarn.services.s3;

import static tarn.services.s3.S3Faults.accessDenied;
import static tarn.services.s3.S3Faults.aclsAreOff;

import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import tarn.store.Batch;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Store;

/**
 * The ACLs of objects that have another than the usual one, each under its object's bucket, key, version and order: what
 * is written later under the same key, or as the same {@code null} version, has nothing of it.
 *
 * <p>An ACL that comes with an object is kept right after it, before the answer. If the process dies between, the object
 * is there and private, and nobody was told that it is not; who then completes an upload again is told of the object.
 */
final class ObjectGrants {

    private final Holdings holdings;
    private final Exposure exposure;
    private final Store<AccessList> lists;

    ObjectGrants(Holdings holdings, Exposure exposure) {
        this.holdings = holdings;
        this.exposure = exposure;
        this.lists = holdings.belongings("s3/object-acls", Formats.record(AccessList.class));
    }

    /** The ACL that a put asks for; empty if it is the usual one. Refuses what the bucket does not let in. */
    Optional<AccessList> asked(OwnedBucket bucket, PutObjectRequest request) {
        return asked(
                bucket,
                AskedAcl.of(
                        request.aclAsString(),
                        request.grantFullControl(),
                        request.grantRead(),
                        null,
                        request.grantReadACP(),
                        request.grantWriteACP()));
    }

    /** The same of a copy, which has nothing of its source's ACL. */
    Optional<AccessList> asked(OwnedBucket bucket, CopyObjectRequest request) {
        return asked(
                bucket,
                AskedAcl.of(
                        request.aclAsString(),
                        request.grantFullControl(),
                        request.grantRead(),
                        null,
                        request.grantReadACP(),
                        request.grantWriteACP()));
    }

    /** The same of an upload in parts, whose object has it when it is complete. */
    Optional<AccessList> asked(OwnedBucket bucket, CreateMultipartUploadRequest request) {
        return asked(
                bucket,
                AskedAcl.of(
                        request.aclAsString(),
                        request.grantFullControl(),
                        request.grantRead(),
                        null,
                        request.grantReadACP(),
                        request.grantWriteACP()));
    }

    private Optional<AccessList> asked(OwnedBucket bucket, AskedAcl asked) {
        var owner = Owners.id(bucket.owner());
        var list = asked.list(owner, owner).filter(given -> !given.equals(AccessList.ofAccount(bucket.owner())));
        if (list.isPresent() && !exposure.hasAcls(bucket.name())) {
            throw aclsAreOff();
        }
        list.ifPresent(given -> check(bucket, given));
        return list;
    }

    /** Refuses an ACL that lets in the public where that is blocked. */
    void check(OwnedBucket bucket, AccessList list) {
        if (list.isPublic() && exposure.blocksPublicAcls(bucket.name())) {
            throw accessDenied();
        }
    }

    /** The ACL of an object, if it has one of its own. */
    Optional<AccessList> find(String bucket, String key, StoredObject object) {
        return lists.get(place(bucket, key, object));
    }

    /** Keeps the ACL of an object, and forgets those of what was there under the same version before. */
    void keep(String bucket, String key, StoredObject object, AccessList list) {
        keep(bucket, key, object, list, _ -> {});
    }

    /** The same, with more in the batch that keeps it. */
    void keep(String bucket, String key, StoredObject object, AccessList list, Consumer<Batch> more) {
        var place = place(bucket, key, object);
        var batch = holdings.batch();
        lists.scan(Range.under(Key.of(bucket, key, object.version())))
                .forEach(entry -> batch.delete(lists, entry.key()));
        batch.put(lists, place, list);
        more.accept(batch);
        holdings.commit(bucket, batch);
    }

    private static Key place(String bucket, String key, StoredObject object) {
        return Key.of(bucket, key, object.version()).with(object.order());
    }
}
