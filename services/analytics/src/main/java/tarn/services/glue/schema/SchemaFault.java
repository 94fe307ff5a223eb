package tarn.services.glue.schema;

/** Says why a text is no schema. */
public final class SchemaFault extends Exception {

    private static final long serialVersionUID = 1;

    SchemaFault(String why) {
        super(why);
    }

    SchemaFault(String why, Throwable cause) {
        super(why, cause);
    }

    /** The reason. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
