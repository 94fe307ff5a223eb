package tarn.wire.form;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A form that uploads one file: the fields before the file, which is not read yet. What follows the file is ignored, as
 * S3 does.
 *
 * @param fields by name in lower case, {@code ${filename}} put in; of a name that comes twice, the first
 * @param file the file's content, to be read once
 */
public record Form(Map<String, String> fields, InputStream file) {

    private static final int FIELDS_BYTES_MAX = 20 * 1024;

    /**
     * Reads a form up to its file.
     *
     * @param type the {@code Content-Type} of the body
     */
    public static Form read(InputStream body, String type) throws IOException {
        var parts = new FormParts(body, type);
        var fields = new LinkedHashMap<String, String>();
        int left = FIELDS_BYTES_MAX;
        for (var part = parts.next(); part.isPresent(); part = parts.next()) {
            var name = part.get().name().toLowerCase(Locale.ROOT);
            if (name.equals("file")) {
                var fileName = part.get().fileName();
                var base = fileName == null ? "" : withoutFolders(fileName);
                fields.replaceAll(
                        (field, value) -> field.equals("policy") ? value : value.replace("${filename}", base));
                return new Form(fields, part.get().content());
            }
            var value = part.get().content().readNBytes(left + 1);
            left -= value.length + name.length();
            if (left < 0) {
                throw FormFaults.fieldsTooLarge(FIELDS_BYTES_MAX);
            }
            fields.putIfAbsent(name, new String(value, StandardCharsets.UTF_8));
        }
        throw FormFaults.noFile();
    }

    private static String withoutFolders(String fileName) {
        return fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
    }

    /** The value of a field. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }
}
