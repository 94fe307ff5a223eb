package tarn.store;

/**
 * Where the records of one store for one account and region lie. A place gets a number with its first record; a reset
 * takes the number away, and what lay there is swept later.
 */
final class Place {

    private final String store;
    private final String account;
    private final String region;

    /** 0 while there are no records. Written by the committer only. */
    private volatile long number;

    Place(String store, String account, String region, long number) {
        this.store = store;
        this.account = account;
        this.region = region;
        this.number = number;
    }

    String store() {
        return store;
    }

    /** The account; empty for records that belong to everybody. */
    String account() {
        return account;
    }

    /** The key under which the number is kept. */
    byte[] key() {
        return key(store, account, region).bytes();
    }

    static Key key(String store, String account, String region) {
        return Key.of("place", store, account, region);
    }

    boolean isGlobal() {
        return account.isEmpty();
    }

    long number() {
        return number;
    }

    void number(long next) {
        number = next;
    }

    /** Whether this is a place of a service, named as store names begin. */
    boolean isOf(String service) {
        return store.equals(service) || store.startsWith(service + "/");
    }
}
