package tarn.wire.http;

/** The body of a request that has none. */
final class NoBody extends RequestBody {

    @Override
    boolean consumed() {
        return true;
    }

    @Override
    boolean touched() {
        return false;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        return length == 0 ? 0 : -1;
    }
}
