package tarn.engines.functions;

import java.io.IOException;
import java.io.InputStream;

/** A zip archive that an environment is made of. */
public interface FunctionCode {

    /** What tells it from others, in hexadecimal digits: equal digests are equal archives. */
    String digest();

    /** The archive's bytes. */
    InputStream open() throws IOException;
}
