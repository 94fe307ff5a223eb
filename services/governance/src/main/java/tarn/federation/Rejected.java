package tarn.federation;

import java.io.Serial;

/** Why something that a provider handed out is not believed. */
public final class Rejected extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    /** What is wrong, as STS tells it apart. */
    public enum Reason {
        /** It cannot be read, or its signature is wrong. */
        INVALID,
        /** Its time is over. */
        EXPIRED,
        /** It is for somebody else, or says what it may not. */
        CLAIM,
        /** The provider could not be asked. */
        UNREACHABLE
    }

    private final Reason reason;

    Rejected(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    Rejected(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    static Rejected invalid(String message) {
        return new Rejected(Reason.INVALID, message);
    }

    /** It cannot be read. */
    public static Rejected invalid(String message, Throwable cause) {
        return new Rejected(Reason.INVALID, message, cause);
    }

    static Rejected expired(String message) {
        return new Rejected(Reason.EXPIRED, message);
    }

    static Rejected claim(String message) {
        return new Rejected(Reason.CLAIM, message);
    }

    static Rejected unreachable(String message, Throwable cause) {
        return new Rejected(Reason.UNREACHABLE, message, cause);
    }

    public Reason reason() {
        return reason;
    }

    /** What is wrong, for the caller. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
