package tarn.wire.codec;

/** What came cannot be read as what it should be. The message is as AWS's services word it. */
public final class MalformedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** With what is wrong; may be empty where AWS says nothing. */
    public MalformedException(String message) {
        super(message, null, false, false);
    }

    /** What is wrong. */
    public String problem() {
        return String.valueOf(getMessage());
    }
}
