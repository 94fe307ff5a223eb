package tarn.services.s3;

import java.time.Instant;

/** The mark of a deletion: the version that hides the older ones of its key. */
record DeleteMarker(String version, long order, Instant modified) implements Version {

    /** What its record begins with. */
    static final int KIND = 2;

    byte[] encode() {
        return new RecordWriter(64)
                .number(KIND)
                .text(version)
                .number(order)
                .instant(modified)
                .toBytes();
    }

    static DeleteMarker read(RecordReader in) {
        return new DeleteMarker(in.text(), in.number(), in.instant());
    }
}
