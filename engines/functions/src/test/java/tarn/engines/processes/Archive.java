package tarn.engines.processes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tarn.engines.functions.FunctionCode;

/** A zip archive of one file, for tests. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Archive(String name, byte[] content) implements FunctionCode {

    Archive(String name, String text) {
        this(name, text.getBytes(StandardCharsets.UTF_8));
    }

    static Archive of(String name, byte[] content) {
        return new Archive(name, content);
    }

    @Override
    public String digest() {
        var crc = new CRC32();
        crc.update(bytes());
        return HexFormat.of().toHexDigits(crc.getValue());
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes());
    }

    private byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            var entry = new ZipEntry(name);
            entry.setTime(0);
            zip.putNextEntry(entry);
            zip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
