package tarn.services.dynamodb.value;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A number of up to 38 digits, exact; kept as AWS writes it: no exponent, no zeros that say nothing. */
public final class N implements Value, Comparable<N> {

    public static final N ZERO = new N("0");

    private final String text;
    private @Nullable BigDecimal decimal;

    private N(String canonical) {
        this.text = canonical;
    }

    /** A number from its canonical text, unchecked: for what was kept. */
    public static N kept(String canonical) {
        return new N(canonical);
    }

    /** A number that was written by somebody. @throws MalformedValueException if it is none that can be kept */
    public static N of(String written, Wording wording) {
        return new N(Digits.canonical(written, wording));
    }

    /** A number that was reckoned. @throws MalformedValueException if it has too many digits or is out of range */
    public static N of(BigDecimal reckoned) {
        return new N(Digits.canonical(reckoned.toString(), Wording.CURRENT));
    }

    /** A whole number. */
    public static N of(long whole) {
        return new N(Long.toString(whole));
    }

    /** As AWS writes it. */
    public String text() {
        return text;
    }

    /** To reckon with. */
    public BigDecimal decimal() {
        var known = decimal;
        if (known == null) {
            known = new BigDecimal(text);
            decimal = known;
        }
        return known;
    }

    /** The sum. @throws MalformedValueException if it has too many digits or is out of range */
    public N plus(N other) {
        return of(decimal().add(other.decimal()));
    }

    /** The difference. @throws MalformedValueException if it has too many digits or is out of range */
    public N minus(N other) {
        return of(decimal().subtract(other.decimal()));
    }

    @Override
    public String type() {
        return "N";
    }

    @Override
    public int sizeBytes() {
        return Sizes.number(text);
    }

    @Override
    public int compareTo(N other) {
        return text.equals(other.text) ? 0 : decimal().compareTo(other.decimal());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof N number && text.equals(number.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "N[" + text + "]";
    }
}
