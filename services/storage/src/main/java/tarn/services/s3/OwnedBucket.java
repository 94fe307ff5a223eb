package tarn.services.s3;

import java.time.Instant;
import java.util.Map;
import tarn.store.Format;

/**
 * A bucket as it is kept, under its name, which is unique over all accounts.
 *
 * @param owner the account it belongs to
 * @param region where it was created
 * @param tags in the order they were set
 */
record OwnedBucket(String name, String owner, String region, Instant created, Map<String, String> tags) {

    static final Format<OwnedBucket> FORMAT = new Format<>() {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public byte[] encode(OwnedBucket bucket) {
            return new RecordWriter(128)
                    .text(bucket.name)
                    .text(bucket.owner)
                    .text(bucket.region)
                    .instant(bucket.created)
                    .map(bucket.tags)
                    .toBytes();
        }

        @Override
        public OwnedBucket decode(byte[] bytes, int version) {
            var in = new RecordReader(bytes);
            return new OwnedBucket(in.text(), in.text(), in.text(), in.instant(), in.map());
        }
    };

    OwnedBucket withTags(Map<String, String> next) {
        return new OwnedBucket(name, owner, region, created, next);
    }
}
