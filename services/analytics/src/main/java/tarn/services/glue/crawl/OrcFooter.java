package tarn.services.glue.crawl;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.lzo.LzoDecompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import tarn.blobs.Content;

/**
 * Reads what an ORC file says of its columns and rows in its footer; stripes are not read.
 *
 * @see <a href="https://orc.apache.org/specification/ORCv1/">ORC specification</a>
 */
final class OrcFooter {

    private static final int FOOTER_BYTES_MAX = 64 << 20;

    private record Node(int kind, List<Integer> children, List<String> names, int precision, int scale) {}

    private final List<Node> nodes = new ArrayList<>();
    private long rows;

    private OrcFooter() {}

    /** Whether a file begins as ORC does. */
    static boolean begins(byte[] head) {
        return head.length >= 3 && head[0] == 'O' && head[1] == 'R' && head[2] == 'C';
    }

    static FileSchema read(Content content) throws IOException {
        long size = content.sizeBytes();
        int length = Bytes.read(content, size - 1, 1)[0] & 0xFF;
        var postscript = new long[4];
        var magic = new String[] {""};
        var protobuf = new Protobuf(Bytes.read(content, size - 1 - length, length));
        while (protobuf.next()) {
            switch (protobuf.field()) {
                case 1, 2, 3 -> postscript[protobuf.field()] = protobuf.number();
                case 8000 -> magic[0] = new String(protobuf.bytes(), StandardCharsets.US_ASCII);
                default -> protobuf.skip();
            }
        }
        long footer = postscript[1];
        if (!magic[0].equals("ORC") || footer > size || footer > FOOTER_BYTES_MAX) {
            throw new Unreadable("the ORC file has no footer: it is cut short");
        }
        var bytes = Bytes.read(content, size - 1 - length - footer, (int) footer);
        var orc = new OrcFooter();
        orc.footer(new Protobuf(expand(bytes, (int) postscript[2], (int) Math.min(postscript[3], 1 << 24))));
        if (orc.nodes.isEmpty() || !(orc.type(0, 0) instanceof Type.Struct(var columns))) {
            throw new Unreadable("the ORC file's footer holds no columns");
        }
        return new FileSchema(new Format.Orc(), Compression.NONE, columns, orc.rows);
    }

    private static byte[] expand(byte[] bytes, int kind, int blockSize) throws IOException {
        if (kind == 0) {
            return bytes;
        }
        var out = new ByteArrayOutputStream(bytes.length * 4);
        int at = 0;
        while (at + 3 <= bytes.length) {
            int head = (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
            int length = head >>> 1;
            at += 3;
            if (length > bytes.length - at) {
                throw new Unreadable("the ORC file's footer is damaged");
            }
            if ((head & 1) == 1) {
                out.write(bytes, at, length);
            } else if (kind == 1) {
                inflate(bytes, at, length, out);
            } else {
                var block = new byte[blockSize];
                out.write(block, 0, decompressor(kind).decompress(bytes, at, length, block, 0, block.length));
            }
            at += length;
        }
        return out.toByteArray();
    }

    private static Decompressor decompressor(int kind) throws Unreadable {
        return switch (kind) {
            case 2 -> new SnappyDecompressor();
            case 3 -> new LzoDecompressor();
            case 4 -> new Lz4Decompressor();
            case 5 -> new ZstdDecompressor();
            default -> throw new Unreadable("an ORC file with unknown compression " + kind);
        };
    }

    private static void inflate(byte[] bytes, int at, int length, ByteArrayOutputStream out) throws Unreadable {
        try (var inflater = new Inflater(true)) {
            inflater.setInput(bytes, at, length);
            var block = new byte[1 << 14];
            while (!inflater.finished()) {
                int count = inflater.inflate(block);
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new Unreadable("the ORC file's footer is damaged");
                }
                out.write(block, 0, count);
            }
        } catch (DataFormatException e) {
            throw new Unreadable("the ORC file's footer is damaged: " + e.getMessage());
        }
    }

    private void footer(Protobuf protobuf) throws IOException {
        while (protobuf.next()) {
            switch (protobuf.field()) {
                case 4 -> nodes.add(node(new Protobuf(protobuf.bytes())));
                case 6 -> rows = protobuf.number();
                default -> protobuf.skip();
            }
        }
    }

    private static Node node(Protobuf protobuf) throws IOException {
        var numbers = new int[7];
        var children = new ArrayList<Integer>();
        var names = new ArrayList<String>();
        while (protobuf.next()) {
            switch (protobuf.field()) {
                case 1, 5, 6 -> numbers[protobuf.field()] = (int) protobuf.number();
                case 2 -> protobuf.numbers(number -> children.add((int) number));
                case 3 -> names.add(new String(protobuf.bytes(), StandardCharsets.UTF_8));
                default -> protobuf.skip();
            }
        }
        return new Node(numbers[1], children, names, numbers[5], numbers[6]);
    }

    private Type type(int index, int depth) throws Unreadable {
        if (index >= nodes.size() || depth > 32) {
            throw new Unreadable("the ORC file's schema is damaged");
        }
        var node = nodes.get(index);
        return switch (node.kind()) {
            case 0 -> Types.BOOLEAN;
            case 1 -> new Type.Scalar("tinyint");
            case 2 -> new Type.Scalar("smallint");
            case 3 -> Types.INT;
            case 4 -> Types.BIGINT;
            case 5 -> Types.FLOAT;
            case 6 -> Types.DOUBLE;
            case 8 -> Types.BINARY;
            case 9, 18 -> Types.TIMESTAMP;
            case 10 -> new Type.ListOf(child(node, 0, depth));
            case 11 -> new Type.MapOf(child(node, 0, depth), child(node, 1, depth));
            case 12 -> struct(node, depth);
            case 14 -> node.precision() == 0 ? Types.decimal(38, 18) : Types.decimal(node.precision(), node.scale());
            case 15 -> Types.DATE;
            default -> Types.STRING;
        };
    }

    private Type child(Node node, int which, int depth) throws Unreadable {
        if (which >= node.children().size()) {
            throw new Unreadable("the ORC file's schema is damaged");
        }
        return type(node.children().get(which), depth + 1);
    }

    private Type struct(Node node, int depth) throws Unreadable {
        var fields = new ArrayList<Column>();
        for (int i = 0; i < Math.min(node.names().size(), node.children().size()); i++) {
            fields.add(new Column(node.names().get(i), child(node, i, depth)));
        }
        return new Type.Struct(fields);
    }
}
