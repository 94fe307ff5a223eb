package tarn.services.dynamodb.text;

/** A text that is no item. */
public final class UnreadableTextException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnreadableTextException(String why) {
        super(why);
    }
}
