package tarn.services.iam;

import static tarn.services.iam.IamFaults.weakPassword;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What passwords of an account must be, as it is kept.
 *
 * @param lengthMin how many characters they have at least
 * @param allowUsersToChange whether users may change their own
 * @param daysMax after how many days they must be changed; 0 for never
 * @param remembered how many of the last passwords may not be used again
 * @param hardExpiry whether one that is too old can only be changed by somebody else
 */
record PasswordRules(
        int lengthMin,
        boolean symbols,
        boolean numbers,
        boolean uppercase,
        boolean lowercase,
        boolean allowUsersToChange,
        int daysMax,
        int remembered,
        boolean hardExpiry) {

    /** What {@code UpdateAccountPasswordPolicy} sets where it is told nothing. */
    static final int LENGTH_MIN = 6;

    static final int REMEMBERED_MAX = 24;

    private static final int DEFAULT_LENGTH_MIN = 8;
    private static final int DEFAULT_CLASSES_MIN = 3;
    private static final Pattern UPPER = Pattern.compile("[A-Z]");
    private static final Pattern LOWER = Pattern.compile("[a-z]");
    private static final Pattern DIGIT = Pattern.compile("[0-9]");
    private static final Pattern SYMBOL = Pattern.compile("[!@#$%^&*()_+\\-=\\[\\]{}|']");

    /** The rules of an account that set none: three kinds of characters, whichever. */
    static final PasswordRules DEFAULT =
            new PasswordRules(DEFAULT_LENGTH_MIN, false, false, false, false, true, 0, 0, false);

    /** Refuses a password that breaks a rule. */
    void check(String password) {
        if (password.length() < lengthMin) {
            throw weakPassword("Password should have a minimum length of " + lengthMin);
        }
        require(!uppercase || UPPER.matcher(password).find(), "Password should have at least one uppercase letter");
        require(!lowercase || LOWER.matcher(password).find(), "Password should have at least one lowercase letter");
        require(!numbers || DIGIT.matcher(password).find(), "Password should have at least one number");
        require(
                !symbols || SYMBOL.matcher(password).find(),
                "Password should have at least one of the following symbols: ! @ # $ % ^ & * () _ + - = [] {} | '");
        if (equals(DEFAULT)) {
            checkKinds(password);
        }
    }

    private static void checkKinds(String password) {
        var kinds = Stream.of(UPPER, LOWER, DIGIT, Pattern.compile("[^A-Za-z0-9]"))
                .filter(kind -> kind.matcher(password).find())
                .count();
        require(
                kinds >= DEFAULT_CLASSES_MIN,
                "Password should have at least three of these: uppercase letters, lowercase letters,"
                        + " numbers, and non-alphanumeric characters");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw weakPassword(otherwise);
        }
    }
}
