package tarn.services.s3;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * CRC-64/NVME, which S3 computes of every object that comes without a checksum.
 *
 * <p>Polynomial 0xad93d23594c93659, reflected, all ones in and out. Sixteen bytes at a time by as many tables ("slicing",
 * Kounavis and Berry 2005), since the JDK has no intrinsic for it.
 */
final class Crc64Nvme implements Checksum {

    /** The polynomial with its bits reversed. */
    static final long POLYNOMIAL = 0x9a6c9329ac4bc9b5L;

    private static final int SLICES = 16;
    private static final long[][] TABLES = tables();
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long crc = -1;

    private static long[][] tables() {
        var tables = new long[SLICES][256];
        for (int i = 0; i < 256; i++) {
            long crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ (-(crc & 1) & POLYNOMIAL);
            }
            tables[0][i] = crc;
        }
        for (int slice = 1; slice < SLICES; slice++) {
            for (int i = 0; i < 256; i++) {
                long crc = tables[slice - 1][i];
                tables[slice][i] = crc >>> 8 ^ tables[0][(int) crc & 0xFF];
            }
        }
        return tables;
    }

    @Override
    public void update(int b) {
        crc = crc >>> 8 ^ TABLES[0][(int) (crc ^ b) & 0xFF];
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        long c = crc;
        var t = TABLES;
        for (; end - at >= SLICES; at += SLICES) {
            long a = (long) LONGS.get(bytes, at) ^ c;
            long b = (long) LONGS.get(bytes, at + 8);
            c = slice(t, 8, a) ^ slice(t, 0, b);
        }
        for (; at < end; at++) {
            c = c >>> 8 ^ t[0][(int) (c ^ bytes[at]) & 0xFF];
        }
        crc = c;
    }

    /* What eight bytes contribute that are followed by so many more of the sixteen. */
    private static long slice(long[][] t, int followed, long bytes) {
        return t[followed + 7][(int) bytes & 0xFF]
                ^ t[followed + 6][(int) (bytes >>> 8) & 0xFF]
                ^ t[followed + 5][(int) (bytes >>> 16) & 0xFF]
                ^ t[followed + 4][(int) (bytes >>> 24) & 0xFF]
                ^ t[followed + 3][(int) (bytes >>> 32) & 0xFF]
                ^ t[followed + 2][(int) (bytes >>> 40) & 0xFF]
                ^ t[followed + 1][(int) (bytes >>> 48) & 0xFF]
                ^ t[followed][(int) (bytes >>> 56)];
    }

    @Override
    public long getValue() {
        return ~crc;
    }

    @Override
    public void reset() {
        crc = -1;
    }
}
