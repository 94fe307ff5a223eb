package tarn.services.s3;

import static tarn.services.s3.EncryptionFaults.customerKeyNeeded;
import static tarn.services.s3.EncryptionFaults.customerKeyNotApplicable;
import static tarn.services.s3.EncryptionFaults.customerKeyWrong;
import static tarn.services.s3.EncryptionFaults.partKeyNeeded;
import static tarn.services.s3.EncryptionFaults.partKeyNotApplicable;
import static tarn.services.s3.EncryptionFaults.partKeyWrong;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tarn.blobs.BlobKey;
import tarn.kernel.Platform;
import tarn.seal.Seal;

/**
 * The data keys of objects: made for what is written, opened for what is read.
 *
 * <p>A copy lies under the key of its source where S3 holds both (its blobs are then links, and the key is wrapped anew
 * for its place), under one of its own otherwise.
 */
final class DataKeys {

    private static final int ETAG_BYTES = 16;

    private final Seal seal;
    private final boolean leftToDisk;
    private final BucketEncryption rules;
    private final KmsKeys kms;

    DataKeys(Platform platform, BucketEncryption rules) {
        this.seal = platform.seal();
        this.leftToDisk = platform.blobs().leftToDisk();
        this.rules = rules;
        this.kms = new KmsKeys(platform);
    }

    /**
     * What an object is written under.
     *
     * @param key null where the bytes lie plain
     */
    record Made(Encryption encryption, @Nullable BlobKey key) {

        /** The entity tag of content of this MD5: where a customer's key is involved it tells nothing, as on AWS. */
        String etag(byte[] md5) {
            var tag = encryption.tellsMd5() ? md5 : Arrays.copyOf(BlobKey.random(), ETAG_BYTES);
            return HexFormat.of().formatHex(tag);
        }
    }

    /** Where an object lies. */
    record Place(OwnedBucket bucket, String key) {

        /** What its data key is bound to. */
        String context() {
            return "s3/" + bucket.name() + "/" + key;
        }
    }

    /** A data key for an object that is about to be written. */
    Made make(Place place, EncryptionHeaders asked) {
        return make(place, asked.in(rules.rule(place.bucket.name())));
    }

    private Made make(Place place, EncryptionHeaders.Wanted wanted) {
        return switch (wanted) {
            case EncryptionHeaders.Wanted.ByS3() ->
                leftToDisk ? new Made(new Encryption.ByDisk(), null) : sealed(place, BlobKey.random());
            case EncryptionHeaders.Wanted.ByKms byKms -> {
                var once = kms.make(place, byKms);
                yield byKms.twice() ? twice(place, once) : new Made(once.encryption(), once.key());
            }
            case EncryptionHeaders.Wanted.ByCustomer(var customer) ->
                new Made(customer.encryption(), customer.blobKey());
        };
    }

    private Made sealed(Place place, byte[] dataKey) {
        return new Made(new Encryption.ByS3(seal.wrap(place.context(), dataKey)), BlobKey.of(dataKey));
    }

    private Made twice(Place place, KmsKeys.Made once) {
        var outer = BlobKey.random();
        return new Made(
                new Encryption.Twice(once.encryption(), seal.wrap(place.context(), outer)),
                once.key().inside(BlobKey.of(outer)));
    }

    /** A data key for a copy, which is the source's if S3 holds it: then the same blobs serve both. */
    Made forCopy(Place from, Encryption source, Place to, EncryptionHeaders asked) {
        var wanted = asked.in(rules.rule(to.bucket.name()));
        if (wanted instanceof EncryptionHeaders.Wanted.ByS3 && source instanceof Encryption.ByS3(var sealed)) {
            return sealed(to, seal.open(from.context(), sealed));
        }
        return make(to, wanted);
    }

    /** The key an object is read with; null where it lies plain. */
    @Nullable
    BlobKey open(Place place, Encryption encryption, @Nullable CustomerKey given) {
        if (given != null && !(encryption instanceof Encryption.ByCustomer)) {
            throw customerKeyNotApplicable();
        }
        return switch (encryption) {
            case Encryption.ByDisk() -> null;
            case Encryption.ByS3(var sealed) -> BlobKey.of(seal.open(place.context(), sealed));
            case Encryption.ByKms byKms -> kms.open(place, byKms);
            case Encryption.Twice(var inner, var sealed) ->
                kms.open(place, inner).inside(BlobKey.of(seal.open(place.context(), sealed)));
            case Encryption.ByCustomer customer -> checked(customer, given).blobKey();
        };
    }

    /** Refuses to tell of an object whoever has not its customer's key. KMS is not asked for what is not read. */
    static void check(Encryption encryption, @Nullable CustomerKey given) {
        switch (encryption) {
            case Encryption.ByCustomer customer -> checked(customer, given);
            case Encryption.ByDisk _, Encryption.ByS3 _, Encryption.ByKms _, Encryption.Twice _ -> {
                if (given != null) {
                    throw customerKeyNotApplicable();
                }
            }
        }
    }

    private static CustomerKey checked(Encryption.ByCustomer encryption, @Nullable CustomerKey given) {
        if (given == null) {
            throw customerKeyNeeded();
        }
        if (!given.wrote(encryption)) {
            throw customerKeyWrong();
        }
        return given;
    }

    /** What a part of an upload is written under: the key of the object to be. */
    Made forPart(Place place, Encryption upload, @Nullable CustomerKey given) {
        if (upload instanceof Encryption.ByCustomer customer) {
            if (given == null) {
                throw partKeyNeeded();
            }
            if (!given.wrote(customer)) {
                throw partKeyWrong();
            }
        } else if (given != null) {
            throw partKeyNotApplicable();
        }
        return new Made(upload, open(place, upload, given));
    }

    /** Refuses to complete an upload whose key cannot be had. A customer's key need not come with that request. */
    void checkCompletion(Place place, Encryption upload, @Nullable CustomerKey given) {
        if (given != null || !(upload instanceof Encryption.ByCustomer)) {
            forPart(place, upload, given);
        }
    }
}
