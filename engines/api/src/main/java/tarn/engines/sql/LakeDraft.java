package tarn.engines.sql;

import java.io.OutputStream;

/** A file being written. Closing makes it visible, whole; {@link #abort} makes it never have been. */
public abstract class LakeDraft extends OutputStream {

    /** Gives the file up. Closing does nothing thereafter. */
    public abstract void abort();
}
