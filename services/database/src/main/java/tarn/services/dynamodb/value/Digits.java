package tarn.services.dynamodb.value;

/** Numbers as text: what is written in any form of Java's BigDecimal becomes AWS's one form. */
final class Digits {

    private static final int DIGITS_MAX = 38;
    private static final int EXPONENT_MAX = 125;
    private static final int EXPONENT_MIN = -130;

    /** Every whole number of so many digits is taken as it stands. */
    private static final int PLAIN_MAX = 38;

    private static final String NOT_NUMERIC = "The parameter cannot be converted to a numeric value";

    static String canonical(String written, Wording wording) {
        return isCanonicalWhole(written) ? written : new Digits(written, wording).canonical();
    }

    private static boolean isCanonicalWhole(String written) {
        int at = !written.isEmpty() && written.charAt(0) == '-' ? 1 : 0;
        int digits = written.length() - at;
        if (digits == 0 || digits > PLAIN_MAX || written.charAt(at) == '0') {
            return written.equals("0");
        }
        for (; at < written.length(); at++) {
            if (written.charAt(at) < '0' || written.charAt(at) > '9') {
                return false;
            }
        }
        return true;
    }

    private final String written;
    private final Wording wording;
    private final StringBuilder digits = new StringBuilder();
    private int at;

    private Digits(String written, Wording wording) {
        this.written = written;
        this.wording = wording;
    }

    private String canonical() {
        boolean negative = skip('-');
        if (!negative) {
            skip('+');
        }
        int from = at;
        long point = digits();
        if (skip('.')) {
            digits();
            if (at == from + 1) {
                throw notNumeric();
            }
        } else if (at == from) {
            throw notNumeric();
        }
        point += exponent();
        if (at != written.length()) {
            throw notNumeric();
        }
        return text(negative, point);
    }

    /** Takes digits; says how many there were. */
    private int digits() {
        int from = at;
        while (at < written.length() && written.charAt(at) >= '0' && written.charAt(at) <= '9') {
            digits.append(written.charAt(at++));
        }
        return at - from;
    }

    /** The exponent; one that is far too large stays far too large. */
    private long exponent() {
        if (!skip('e') && !skip('E')) {
            return 0;
        }
        boolean negative = skip('-');
        if (!negative) {
            skip('+');
        }
        int from = at;
        long exponent = 0;
        while (at < written.length() && written.charAt(at) >= '0' && written.charAt(at) <= '9') {
            exponent = Math.min(exponent * 10 + written.charAt(at++) - '0', Integer.MAX_VALUE);
        }
        if (at == from) {
            throw notNumeric();
        }
        return negative ? -exponent : exponent;
    }

    private boolean skip(char expected) {
        boolean there = at < written.length() && written.charAt(at) == expected;
        at += there ? 1 : 0;
        return there;
    }

    /** The digits without zeros that say nothing, the point set. */
    private String text(boolean negative, long pointInAll) {
        int first = 0;
        while (first < digits.length() && digits.charAt(first) == '0') {
            first++;
        }
        if (first == digits.length()) {
            return "0";
        }
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        long point = pointInAll - first;
        if (point - 1 > EXPONENT_MAX) {
            throw wording == Wording.OLDER && point > Integer.MAX_VALUE ? underflow() : overflow();
        }
        if (point - 1 < EXPONENT_MIN) {
            throw underflow();
        }
        if (end - first > DIGITS_MAX) {
            throw wording.refused("Attempting to store more than 38 significant digits in a Number");
        }
        return placed(negative, digits.substring(first, end), (int) point);
    }

    private static String placed(boolean negative, String significant, int point) {
        var text = new StringBuilder(significant.length() + Math.abs(point) + 3);
        if (negative) {
            text.append('-');
        }
        if (point <= 0) {
            return text.append("0.").repeat('0', -point).append(significant).toString();
        }
        if (point >= significant.length()) {
            return text.append(significant)
                    .repeat('0', point - significant.length())
                    .toString();
        }
        return text.append(significant, 0, point)
                .append('.')
                .append(significant, point, significant.length())
                .toString();
    }

    private MalformedValueException overflow() {
        return wording.refused(
                "Number overflow. Attempting to store a number with magnitude larger than supported range");
    }

    private MalformedValueException underflow() {
        return wording.refused(
                "Number underflow. Attempting to store a number with magnitude smaller than supported range");
    }

    private MalformedValueException notNumeric() {
        return wording.refused(
                wording == Wording.OLDER && written.isEmpty() ? NOT_NUMERIC : NOT_NUMERIC + ": " + written);
    }
}
