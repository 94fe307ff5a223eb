package tarn.services.s3;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.EncodingType;

/** Keys as a listing with {@code encoding-type=url} shows them: percent-encoded but for slashes, spaces as plus. */
record UrlText(boolean encoded) {

    static UrlText of(@Nullable EncodingType type) {
        return new UrlText(type == EncodingType.URL);
    }

    @Nullable
    String maybe(@Nullable String text) {
        return text == null ? null : of(text);
    }

    String of(String text) {
        return encoded ? URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%2F", "/") : text;
    }
}
