package tarn.services.dynamodb.value;

/**
 * Sizes as AWS counts them.
 *
 * <p>Numbers were measured at AWS to the byte by https://github.com/nubo-db/dynamodb-conformance (number byte size): the
 * developer guide's rule is not quite what is done. Documents: three bytes, and one for each element.
 */
final class Sizes {

    static final int DOCUMENT = 3;
    static final int ELEMENT = 1;

    /** The bytes of text in UTF-8. */
    static int utf8(String text) {
        int length = text.length();
        int size = length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                size += c < 0x800 ? 1 : Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return size;
    }

    /** A byte, one for each two digits before the point and behind it, and one for a minus. */
    static int number(String canonical) {
        if (canonical.equals("0")) {
            return 1;
        }
        int sign = canonical.charAt(0) == '-' ? 1 : 0;
        int point = canonical.indexOf('.');
        if (point < 0) {
            int end = canonical.length();
            while (canonical.charAt(end - 1) == '0') {
                end--;
            }
            return 1 + sign + (end - sign + 1) / 2;
        }
        int whole = point - sign;
        int fraction = point + 1;
        if (whole == 1 && canonical.charAt(sign) == '0') {
            whole = 0;
            while (canonical.charAt(fraction) == '0') {
                fraction++;
            }
        }
        return 1 + sign + (whole + 1) / 2 + (canonical.length() - fraction + 1) / 2;
    }

    private Sizes() {}
}
