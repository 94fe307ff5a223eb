package tarn.wire.codec;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Several values in one header, separated by commas; strings with commas or quotes in them are quoted. */
final class HeaderList {

    static List<String> split(String line, Member element) {
        if (element.type() == MarshallingKnownType.INSTANT) {
            return dates(line);
        }
        var values = new ArrayList<String>();
        var value = new StringBuilder();
        var quoted = false;
        for (var at = 0; at < line.length(); at++) {
            var character = line.charAt(at);
            if (character == '"') {
                quoted = !quoted;
            } else if (quoted && character == '\\' && at + 1 < line.length()) {
                value.append(line.charAt(++at));
            } else if (character == ',' && !quoted) {
                values.add(value.toString().trim());
                value.setLength(0);
            } else {
                value.append(character);
            }
        }
        values.add(value.toString().trim());
        return values;
    }

    /* An HTTP date has a comma in itself. */
    private static List<String> dates(String line) {
        var parts = line.split(",", -1);
        if (!line.contains("GMT")) {
            return List.of(parts);
        }
        var dates = new ArrayList<String>();
        for (var at = 0; at + 1 < parts.length; at += 2) {
            dates.add((parts[at] + "," + parts[at + 1]).trim());
        }
        return dates;
    }

    static String join(List<?> values, Member element) {
        var line = new StringBuilder();
        for (var value : values) {
            var text = Scalars.text(value, element, Format.RFC_822);
            line.append(line.isEmpty() ? "" : ",");
            if (value instanceof String && (text.indexOf(',') >= 0 || text.indexOf('"') >= 0)) {
                line.append('"')
                        .append(text.replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            } else {
                line.append(text);
            }
        }
        return line.toString();
    }

    private HeaderList() {}
}
