package tarn.engines.processes;

import java.util.BitSet;

/** The numbers of the users that environments run as: no two at a time have the same. */
final class Users {

    /** Far from the users of any machine. */
    static final int FIRST = 700_000;

    private final BitSet taken = new BitSet();

    synchronized int take() {
        int free = taken.nextClearBit(0);
        taken.set(free);
        return FIRST + free;
    }

    synchronized void give(int user) {
        taken.clear(user - FIRST);
    }
}
