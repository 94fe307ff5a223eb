package tarn.services.s3;

/**
 * The CRC of two stretches of bytes put together, from the CRC of each and the length of the second: how a multipart
 * object gets a checksum over the full object without being read again.
 *
 * <p>Appending a zero bit to a message is a linear map of its CRC, so appending many is a power of a matrix over GF(2),
 * by repeated squaring; the method of zlib's {@code crc32_combine}. It holds for CRCs that are reflected and have all
 * ones in and out, as the three that S3 uses.
 */
final class CrcJoin {

    /** Content is at most 50 TB long, so its length has fewer bits than this. */
    private static final int LENGTH_BITS = 48;

    /** What appending 2 to the n zero bytes does to a CRC. */
    private final long[][] powers = new long[LENGTH_BITS][];

    /** For a CRC of so many bits and a polynomial with its bits reversed. */
    CrcJoin(int width, long polynomial) {
        var matrix = new long[width];
        matrix[0] = polynomial;
        for (int i = 1; i < width; i++) {
            matrix[i] = 1L << (i - 1);
        }
        matrix = squared(squared(squared(matrix)));
        for (int i = 0; i < LENGTH_BITS; i++) {
            powers[i] = matrix;
            matrix = squared(matrix);
        }
    }

    /** The CRC of the first stretch followed by the second, which is {@code secondBytes} long. */
    long join(long first, long second, long secondBytes) {
        long crc = first;
        int power = 0;
        for (long left = secondBytes; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                crc = times(powers[power], crc);
            }
            power++;
        }
        return crc ^ second;
    }

    private static long times(long[] matrix, long vector) {
        long sum = 0;
        int row = 0;
        for (long bits = vector; bits != 0; bits >>>= 1) {
            if ((bits & 1) != 0) {
                sum ^= matrix[row];
            }
            row++;
        }
        return sum;
    }

    private static long[] squared(long[] matrix) {
        var square = new long[matrix.length];
        for (int i = 0; i < square.length; i++) {
            square[i] = times(matrix, matrix[i]);
        }
        return square;
    }
}
