package tarn.services.iam;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Policy documents as IAM counts and writes them. */
final class Documents {

    /** The document in URL encoding of RFC 3986, as IAM answers it. */
    static String answered(String document) {
        return URLEncoder.encode(document, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** The characters that count against quotas: all but white space. */
    static int size(String document) {
        return (int) document.chars().filter(c -> !Character.isWhitespace(c)).count();
    }

    private Documents() {}
}
