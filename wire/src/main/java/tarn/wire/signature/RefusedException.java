package tarn.wire.signature;

/** A request is not believed. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    RefusedException(Refusal.Reason reason, String detail) {
        super(reason + " " + detail, null, false, false);
        this.refusal = new Refusal(reason, detail);
    }

    RefusedException(Refusal.Reason reason) {
        this(reason, "");
    }

    Refusal refusal() {
        return refusal;
    }
}
