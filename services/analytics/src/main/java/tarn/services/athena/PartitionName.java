package tarn.services.athena;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.glue.model.Column;

/**
 * Folder names of partitions, {@code key=value/key=value}.
 *
 * <p>Hive escapes a fixed set of characters by their hexadecimal code; see {@code FileUtils.escapePathName}.
 */
final class PartitionName {

    private static final String ESCAPED = "\"#%'*/:=?\\\u007F{[]^";

    /** The value that stands for NULL in a folder's name. */
    static final String NULL = "__HIVE_DEFAULT_PARTITION__";

    static String of(List<Column> keys, List<String> values) {
        var name = new StringBuilder();
        for (int i = 0; i < keys.size(); i++) {
            name.append(i == 0 ? "" : "/").append(escape(keys.get(i).name())).append('=');
            name.append(values.get(i).isEmpty() ? NULL : escape(values.get(i)));
        }
        return name.toString();
    }

    static String escape(String text) {
        var escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || ESCAPED.indexOf(c) >= 0) {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%' && i + 2 < text.length() && isHex(text, i + 1)) {
                bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                int point = text.codePointAt(i);
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(point) - 1;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static boolean isHex(String text, int at) {
        return Character.digit(text.charAt(at), 16) >= 0 && Character.digit(text.charAt(at + 1), 16) >= 0;
    }

    /** The values in a path below the table's folder; empty unless it has the keys, all of them, in order. */
    static Optional<List<String>> parse(List<Column> keys, String path) {
        var folders = path.split("/", -1);
        if (folders.length != keys.size()) {
            return Optional.empty();
        }
        var values = new ArrayList<String>();
        for (int i = 0; i < folders.length; i++) {
            int equals = folders[i].indexOf('=');
            if (equals < 0
                    || !unescape(folders[i].substring(0, equals))
                            .equalsIgnoreCase(keys.get(i).name())) {
                return Optional.empty();
            }
            values.add(unescape(folders[i].substring(equals + 1)));
        }
        return Optional.of(values);
    }

    private PartitionName() {}
}
