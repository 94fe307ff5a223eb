package tarn.services.s3;

import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import tarn.store.Format;

/**
 * A multipart upload that was begun, kept under bucket, key and id until it is completed or aborted.
 *
 * @param id sorts by the time it was begun
 * @param kind the checksum of its parts
 * @param composite whether the object's checksum will be that of its parts' checksums
 * @param asked whether the client chose the checksum; else it is AWS's default and parts may come with any
 */
record Upload(
        String id,
        Instant initiated,
        String principal,
        ChecksumKind kind,
        boolean composite,
        boolean asked,
        Description description,
        Map<String, String> tags) {

    ChecksumType checksumType() {
        return composite ? ChecksumType.COMPOSITE : ChecksumType.FULL_OBJECT;
    }

    static final Format<Upload> FORMAT = new Format<>() {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public byte[] encode(Upload upload) {
            var out = new RecordWriter(256)
                    .text(upload.id)
                    .instant(upload.initiated)
                    .text(upload.principal)
                    .number(upload.kind.code())
                    .number(upload.composite ? 1 : 0)
                    .number(upload.asked ? 1 : 0);
            upload.description.writeTo(out);
            return out.map(upload.tags).toBytes();
        }

        @Override
        public Upload decode(byte[] bytes, int version) {
            var in = new RecordReader(bytes);
            return new Upload(
                    in.text(),
                    in.instant(),
                    in.text(),
                    ChecksumKind.ofCode(in.count()),
                    in.number() == 1,
                    in.number() == 1,
                    Description.read(in),
                    in.map());
        }
    };
}
