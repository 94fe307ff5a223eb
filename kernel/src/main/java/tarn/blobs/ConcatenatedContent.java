package tarn.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Several contents read as one. The part a position falls into is found by binary search over their ends. */
final class ConcatenatedContent implements Content {

    private final List<Content> parts;
    private final long[] starts;
    private final long sizeBytes;

    ConcatenatedContent(List<Content> parts) {
        this.parts = List.copyOf(parts);
        this.starts = new long[parts.size()];
        long size = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = size;
            size += parts.get(i).sizeBytes();
        }
        this.sizeBytes = size;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        if (position >= sizeBytes) {
            return -1;
        }
        int part = java.util.Arrays.binarySearch(starts, position);
        if (part < 0) {
            part = -part - 2;
        }
        while (parts.get(part).sizeBytes() == position - starts[part]) {
            part++;
        }
        return parts.get(part).read(position - starts[part], into);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (var part : parts) {
            try {
                part.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
