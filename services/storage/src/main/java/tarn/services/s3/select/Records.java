package tarn.services.s3.select;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The records of an object, one after the other. */
interface Records {

    /** How many bytes a record may have. */
    int RECORD_BYTES_MAX = 1 << 20;

    /** The next record; null at the end. */
    @Nullable
    Datum next() throws IOException;
}
