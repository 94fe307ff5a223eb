package tarn.services.sqs;

import org.jspecify.annotations.Nullable;

/** A message in a {@link Line}: its number and its {@link Head}. Changed only by who holds the line's lock. */
final class Slot {

    private final long number;
    private Head head;
    private boolean hidden;
    private boolean gone;

    Slot(long number, Head head) {
        this.number = number;
        this.head = head;
    }

    long number() {
        return number;
    }

    Head head() {
        return head;
    }

    @Nullable
    String group() {
        return head.group();
    }

    /** Whether it is in flight, which it is from a receive until it is deleted or visible again. */
    boolean inFlight() {
        return hidden && head.count() > 0;
    }

    boolean hidden() {
        return hidden;
    }

    void hide(Head next) {
        head = next;
        hidden = true;
    }

    void show() {
        hidden = false;
    }

    /** As if a receive had not been. */
    void rewind(Head before) {
        head = before;
    }

    /** Whether it was deleted, so that nothing may be made of it any more. */
    boolean gone() {
        return gone;
    }

    void go() {
        gone = true;
    }
}
