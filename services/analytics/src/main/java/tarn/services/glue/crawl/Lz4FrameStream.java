package tarn.services.glue.crawl;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Expands the LZ4 frame format. Checksums are not verified: a crawl reads a sample and judges what it says.
 *
 * <p>A block may refer to the 64 KB before it, so that the output of the last block is kept as the window of the next.
 *
 * @see <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md">LZ4 frame format</a>
 */
final class Lz4FrameStream extends InputStream {

    private static final int MAGIC = 0x184D2204;
    private static final int WINDOW = 1 << 16;

    private final DataInputStream in;
    private final boolean blockChecksum;
    private final byte[] out;
    private int position;
    private int end;
    private boolean done;

    Lz4FrameStream(InputStream source) throws IOException {
        in = new DataInputStream(source);
        if (Integer.reverseBytes(in.readInt()) != MAGIC) {
            throw new Unreadable("not an LZ4 frame");
        }
        int flags = in.readUnsignedByte();
        int block = in.readUnsignedByte() >>> 4 & 7;
        if (flags >>> 6 != 1 || block < 4) {
            throw new Unreadable("an LZ4 frame of an unknown version");
        }
        blockChecksum = (flags & 0x10) != 0;
        int skipped = ((flags & 0x08) == 0 ? 0 : 8) + ((flags & 0x01) == 0 ? 0 : 4) + 1;
        in.skipNBytes(skipped);
        out = new byte[WINDOW + (1 << (8 + 2 * block))];
    }

    @Override
    public int read() throws IOException {
        return position < end || fill() ? out[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position >= end && !fill()) {
            return -1;
        }
        int count = Math.min(length, end - position);
        System.arraycopy(out, position, into, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (!done && position >= end) {
            int size = Integer.reverseBytes(in.readInt());
            if (size == 0) {
                done = true;
                return false;
            }
            slide();
            boolean plain = size < 0;
            var block = in.readNBytes(size & Integer.MAX_VALUE);
            if (block.length < (size & Integer.MAX_VALUE)) {
                throw new EOFException("the LZ4 frame is cut short");
            }
            if (blockChecksum) {
                in.skipNBytes(4);
            }
            try {
                if (plain) {
                    System.arraycopy(block, 0, out, end, block.length);
                    end += block.length;
                } else {
                    expand(block);
                }
            } catch (ArrayIndexOutOfBoundsException e) {
                throw new IOException("the LZ4 frame is damaged", e);
            }
        }
        return position < end;
    }

    private void slide() {
        int kept = Math.min(WINDOW, end);
        System.arraycopy(out, end - kept, out, 0, kept);
        position = kept;
        end = kept;
    }

    private void expand(byte[] block) {
        int at = 0;
        while (at < block.length) {
            int token = block[at++] & 0xFF;
            int literals = token >>> 4;
            if (literals == 15) {
                int more;
                do {
                    more = block[at++] & 0xFF;
                    literals += more;
                } while (more == 255);
            }
            System.arraycopy(block, at, out, end, literals);
            at += literals;
            end += literals;
            if (at >= block.length) {
                return;
            }
            int distance = (block[at++] & 0xFF) | (block[at++] & 0xFF) << 8;
            int length = (token & 15) + 4;
            if (length == 19) {
                int more;
                do {
                    more = block[at++] & 0xFF;
                    length += more;
                } while (more == 255);
            }
            for (int i = 0; i < length; i++, end++) {
                out[end] = out[end - distance];
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
