package tarn.services.s3.select;

import java.io.ByteArrayOutputStream;
import java.util.List;
import tarn.services.s3.select.Datum.Field;

/** How records of the result are written. */
interface Output {

    /** Writes a record. */
    void write(List<Field> record, ByteArrayOutputStream out);
}
