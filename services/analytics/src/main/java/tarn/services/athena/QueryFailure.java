package tarn.services.athena;

import java.util.Optional;

/** A statement that cannot be done; the message is what {@code StateChangeReason} shows. */
final class QueryFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Cause fault;
    private transient Optional<Cost> cost = Optional.empty();

    /** Whose fault it is, as {@code AthenaError.ErrorCategory} says. */
    enum Cause {
        SYSTEM(1, 100),
        USER(2, 1006),
        RESOURCES(2, 0),
        OTHER(3, 233);

        final int category;
        final int type;

        Cause(int category, int type) {
            this.category = category;
            this.type = type;
        }
    }

    QueryFailure(Cause fault, String message) {
        super(message, null, false, false);
        this.fault = fault;
    }

    QueryFailure(Cause fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    /** The same failure with what it cost until then. */
    QueryFailure costing(Cost spent) {
        cost = Optional.of(spent);
        return this;
    }

    /** What it cost, if the engine knows. */
    Optional<Cost> cost() {
        return cost;
    }

    Cause fault() {
        return fault;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
