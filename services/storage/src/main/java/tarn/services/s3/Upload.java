package tarn.services.s3;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * A multipart upload that was begun, kept under bucket, key and id until it is completed or aborted.
 *
 * @param id sorts by the time it was begun
 * @param kind the checksum of its parts
 * @param composite whether the object's checksum will be that of its parts' checksums
 * @param protection what its object is to be protected by, as far as it was asked for
 * @param asked whether the client chose the checksum; else it is AWS's default and parts may come with any
 * @param encryption how the object's content will lie on disk
 * @param acl what its object is to have; null for the usual one
 */
record Upload(
        String id,
        Instant initiated,
        String principal,
        ChecksumKind kind,
        boolean composite,
        boolean asked,
        Description description,
        Map<String, String> tags,
        Protection protection,
        Encryption encryption,
        @Nullable AccessList acl) {

    ChecksumType checksumType() {
        return composite ? ChecksumType.COMPOSITE : ChecksumType.FULL_OBJECT;
    }

    /* The numbers of the fields at the end of a record. */
    private static final int END = 0;
    private static final int PROTECTION = 1;
    private static final int ENCRYPTION = 2;
    private static final int ACL = 3;

    private static final Format<AccessList> ACLS = Formats.record(AccessList.class);

    static final Format<Upload> FORMAT = new Format<>() {
        @Override
        public int version() {
            return 2;
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
            out.map(upload.tags);
            if (!upload.protection.equals(Protection.NONE)) {
                upload.protection.writeTo(out.number(PROTECTION));
            }
            if (!(upload.encryption instanceof Encryption.ByDisk)) {
                upload.encryption.writeTo(out.number(ENCRYPTION));
            }
            if (upload.acl != null) {
                out.number(ACL).bytes(ACLS.encode(upload.acl));
            }
            return out.number(END).toBytes();
        }

        @Override
        public Upload decode(byte[] bytes, int version) {
            var in = new RecordReader(bytes);
            var id = in.text();
            var initiated = in.instant();
            var principal = in.text();
            var kind = ChecksumKind.ofCode(in.count());
            var composite = in.number() == 1;
            var asked = in.number() == 1;
            var description = Description.read(in);
            var tags = in.map();
            var protection = Protection.NONE;
            Encryption encryption = new Encryption.ByDisk();
            AccessList acl = null;
            for (int field = version == 1 ? END : in.count(); field != END; field = in.count()) {
                switch (field) {
                    case PROTECTION -> protection = Protection.read(in);
                    case ENCRYPTION -> encryption = Encryption.read(in);
                    case ACL -> acl = ACLS.decode(in.bytes(), ACLS.version());
                    default -> throw RecordReader.unknownField(field);
                }
            }
            return new Upload(
                    id, initiated, principal, kind, composite, asked, description, tags, protection, encryption, acl);
        }
    };
}
