package tarn.services.dynamodb.value;

import java.util.Arrays;
import software.amazon.awssdk.core.SdkBytes;

/** How DynamoDB sorts text and bytes: by unsigned bytes, text in UTF-8. */
final class Ordering {

    static int text(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char l = left.charAt(i);
            char r = right.charAt(i);
            if (l != r) {
                // Of UTF-16 only surrogates sort otherwise than UTF-8's bytes: they stand for what comes last.
                boolean high = Character.isSurrogate(l);
                return high == Character.isSurrogate(r) ? l - r : high ? 1 : -1;
            }
        }
        return left.length() - right.length();
    }

    static int bytes(SdkBytes left, SdkBytes right) {
        return Arrays.compareUnsigned(left.asByteArrayUnsafe(), right.asByteArrayUnsafe());
    }

    private Ordering() {}
}
