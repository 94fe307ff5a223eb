package tarn.services.cloudwatchlogs.lines;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/** One log event, whose text lies among those of its chunk until somebody asks for it. */
public final class Line {

    /** By time; lines of the same moment in the order they came. */
    public static final Comparator<Line> ORDER =
            Comparator.comparingLong(Line::timestamp).thenComparingLong(Line::number);

    private final long timestamp;
    private final long ingested;
    private final long number;
    private final byte[] bytes;
    private final int from;
    private final int to;

    Line(long timestamp, long ingested, long number, byte[] bytes, int from, int to) {
        this.timestamp = timestamp;
        this.ingested = ingested;
        this.number = number;
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /** A line as it came in. */
    public static Line of(long timestamp, long ingested, long number, String message) {
        var text = message.getBytes(StandardCharsets.UTF_8);
        return new Line(timestamp, ingested, number, text, 0, text.length);
    }

    /** When it happened, in milliseconds, as whoever wrote it says. */
    public long timestamp() {
        return timestamp;
    }

    /** When it came in, in milliseconds. */
    public long ingested() {
        return ingested;
    }

    /** Which line of its stream it is, in the order they came, from 0. */
    public long number() {
        return number;
    }

    /** The text. */
    public String message() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** How long the text is. */
    public int sizeBytes() {
        return to - from;
    }

    /** Whether the text has these bytes in it. */
    public boolean contains(byte[] part) {
        if (part.length == 0) {
            return true;
        }
        byte first = part[0];
        int last = to - part.length;
        for (int at = from; at <= last; at++) {
            if (bytes[at] == first && matches(part, at)) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(byte[] part, int at) {
        for (int i = 1; i < part.length; i++) {
            if (bytes[at + i] != part[i]) {
                return false;
            }
        }
        return true;
    }

    void writeText(byte[] into, int at) {
        System.arraycopy(bytes, from, into, at, to - from);
    }
}
