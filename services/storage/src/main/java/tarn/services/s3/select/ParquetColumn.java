package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.parquetType;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A column of a Parquet file.
 *
 * @param type how its values lie there, by Parquet's numbers
 * @param length of its values in bytes, where all are as long
 * @param definition how many of what lies on its path may be missing
 * @param repetition how many of them may be there several times
 */
record ParquetColumn(List<String> path, int type, int length, Meaning meaning, int definition, int repetition) {

    static final int BOOLEAN = 0;
    static final int INT32 = 1;
    static final int INT64 = 2;
    static final int INT96 = 3;
    static final int FLOAT = 4;
    static final int DOUBLE = 5;
    static final int BYTE_ARRAY = 6;
    static final int FIXED = 7;

    private static final int SCALE_MAX = 1000;
    private static final long JULIAN_EPOCH_DAY = 2_440_588;

    /** What values mean beyond how they lie there. */
    static final class Meaning {

        private enum Kind {
            PLAIN,
            DECIMAL,
            DATE,
            MILLIS,
            MICROS,
            NANOS,
            UNSIGNED
        }

        private Kind kind = Kind.PLAIN;
        private int scale;

        /* The older way to say it; the newer one, which comes later, prevails. */
        void converted(int number) {
            kind = switch (number) {
                case 5 -> Kind.DECIMAL;
                case 6 -> Kind.DATE;
                case 9 -> Kind.MILLIS;
                case 10 -> Kind.MICROS;
                case 11, 12, 13, 14 -> Kind.UNSIGNED;
                default -> Kind.PLAIN;
            };
        }

        void scale(int digits) {
            scale = digits;
        }

        void read(Thrift in) throws IOException {
            in.struct(id -> {
                switch (id) {
                    case 5 -> {
                        kind = Kind.DECIMAL;
                        in.struct(part -> {
                            if (part == 1) {
                                scale = (int) in.number();
                            } else {
                                in.skip();
                            }
                        });
                    }
                    case 6 -> {
                        kind = Kind.DATE;
                        in.skip();
                    }
                    case 8 -> readTime(in);
                    default -> in.skip();
                }
            });
        }

        private void readTime(Thrift in) throws IOException {
            in.struct(part -> {
                if (part != 2) {
                    in.skip();
                    return;
                }
                in.struct(unit -> {
                    kind = unit == 1 ? Kind.MILLIS : unit == 2 ? Kind.MICROS : Kind.NANOS;
                    in.skip();
                });
            });
        }
    }

    /** A value as queries see it. */
    Datum datum(Object raw) {
        return switch (raw) {
            case Boolean truth -> Datum.Truth.of(truth);
            case Long number -> number(number);
            case Double number -> new Datum.Real(number);
            case byte[] bytes -> bytes(bytes);
            default -> throw new IllegalStateException("No value of Parquet: " + raw.getClass());
        };
    }

    private int scale() {
        if (meaning.scale < 0 || meaning.scale > SCALE_MAX) {
            throw parquetType();
        }
        return meaning.scale;
    }

    private Datum number(long value) {
        return switch (meaning.kind) {
            case PLAIN -> new Datum.Whole(value);
            case DECIMAL -> new Datum.Exact(BigDecimal.valueOf(value, scale()));
            case DATE ->
                new Datum.Time(new Timestamp(
                        LocalDate.ofEpochDay(value).atStartOfDay().atOffset(ZoneOffset.UTC), ChronoUnit.DAYS));
            case MILLIS -> moment(Math.floorDiv(value, 1000L), Math.floorMod(value, 1000L) * 1_000_000);
            case MICROS -> moment(Math.floorDiv(value, 1_000_000L), Math.floorMod(value, 1_000_000L) * 1000);
            case NANOS -> moment(Math.floorDiv(value, 1_000_000_000L), Math.floorMod(value, 1_000_000_000L));
            case UNSIGNED ->
                type == INT32
                        ? new Datum.Whole(value & 0xFFFFFFFFL)
                        : value >= 0
                                ? new Datum.Whole(value)
                                : new Datum.Exact(new BigDecimal(Long.toUnsignedString(value)));
        };
    }

    private static Datum moment(long seconds, long nanos) {
        return new Datum.Time(
                new Timestamp(Instant.ofEpochSecond(seconds, nanos).atOffset(ZoneOffset.UTC), ChronoUnit.NANOS));
    }

    private Datum bytes(byte[] bytes) {
        if (type == INT96) {
            var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            long nanos = in.getLong();
            long day = in.getInt() - JULIAN_EPOCH_DAY;
            return moment(day * 86_400 + Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
        }
        if (meaning.kind == Meaning.Kind.DECIMAL) {
            return bytes.length == 0
                    ? Datum.Absent.NULL
                    : new Datum.Exact(new BigDecimal(new BigInteger(bytes), scale()));
        }
        return Datum.Text.of(new String(bytes, StandardCharsets.UTF_8));
    }

    /** How many bytes a plain value takes; 0 if that differs, or it is a bit. */
    int width() {
        return switch (type) {
            case INT32, FLOAT -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            case INT96 -> 12;
            case FIXED -> length;
            case BOOLEAN, BYTE_ARRAY -> 0;
            default -> throw parquetType();
        };
    }
}
