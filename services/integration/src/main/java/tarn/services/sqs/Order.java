package tarn.services.sqs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** In which order the messages of a {@link Line} are given out. Used under the line's lock. */
sealed interface Order {

    /** How many messages the line holds in memory before the rest waits on disk. */
    int windowMax();

    /** A message came. */
    void add(Slot slot);

    /** A message that was taken is in flight. */
    void received(Slot slot);

    /** A message that was hidden is visible again. */
    void shown(Slot slot);

    /** A message, hidden or not, is gone. */
    void removed(Slot slot);

    /** At most so many visible messages, which the caller hides before it lets the lock go. */
    List<Slot> take(int most);

    /** Whether a message could be taken now. */
    boolean ready();

    /** Standard queues: first come, first served, as far as it goes. */
    final class Standard implements Order {
        private static final int WINDOW_MAX = 20_000;
        private final Deque<Slot> visible = new ArrayDeque<>();

        @Override
        public int windowMax() {
            return WINDOW_MAX;
        }

        @Override
        public void add(Slot slot) {
            if (!slot.hidden()) {
                visible.addLast(slot);
            }
        }

        @Override
        public void received(Slot slot) {
            // It has left the line.
        }

        @Override
        public void shown(Slot slot) {
            visible.addLast(slot);
        }

        @Override
        public void removed(Slot slot) {
            // It is passed over when its turn comes.
        }

        @Override
        public List<Slot> take(int most) {
            var taken = new ArrayList<Slot>(most);
            while (taken.size() < most && !visible.isEmpty()) {
                var slot = visible.removeFirst();
                if (!slot.gone() && !slot.hidden()) {
                    taken.add(slot);
                }
            }
            return taken;
        }

        @Override
        public boolean ready() {
            while (!visible.isEmpty()
                    && (visible.getFirst().gone() || visible.getFirst().hidden())) {
                visible.removeFirst();
            }
            return !visible.isEmpty();
        }
    }

    /**
     * FIFO queues: by number within a group, and nothing more of a group while a message of it is in flight. A delayed
     * message holds up those behind it. Groups with something to give take turns.
     *
     * <p>As on AWS only the first 120,000 messages are looked through for groups with something to give.
     */
    final class Fifo implements Order {
        private static final int WINDOW_MAX = 120_000;
        private final Map<String, Group> groups = new HashMap<>();
        private final LinkedHashSet<Group> open = new LinkedHashSet<>();

        private static final class Group {
            private final TreeMap<Long, Slot> slots = new TreeMap<>();
            private final Set<Slot> inFlight = new HashSet<>();

            boolean ready() {
                return inFlight.isEmpty()
                        && !slots.isEmpty()
                        && !slots.firstEntry().getValue().hidden();
            }
        }

        @Override
        public int windowMax() {
            return WINDOW_MAX;
        }

        @Override
        public void add(Slot slot) {
            var group = groups.computeIfAbsent(name(slot), _ -> new Group());
            group.slots.put(slot.number(), slot);
            if (slot.inFlight()) {
                group.inFlight.add(slot);
            }
            look(group);
        }

        @Override
        public void received(Slot slot) {
            var group = groups.get(name(slot));
            if (group != null) {
                group.inFlight.add(slot);
            }
        }

        private static String name(Slot slot) {
            return Objects.requireNonNullElse(slot.group(), "");
        }

        private void look(Group group) {
            if (group.ready()) {
                open.add(group);
            }
        }

        @Override
        public void shown(Slot slot) {
            var group = groups.get(name(slot));
            if (group != null) {
                group.inFlight.remove(slot);
                look(group);
            }
        }

        @Override
        public void removed(Slot slot) {
            var group = groups.get(name(slot));
            if (group == null) {
                return;
            }
            group.slots.remove(slot.number());
            group.inFlight.remove(slot);
            if (group.slots.isEmpty()) {
                groups.remove(name(slot));
                open.remove(group);
            } else {
                look(group);
            }
        }

        @Override
        public List<Slot> take(int most) {
            var taken = new ArrayList<Slot>(most);
            while (taken.size() < most && !open.isEmpty()) {
                var group = open.removeFirst();
                if (!group.ready()) {
                    continue;
                }
                for (var slot : group.slots.values()) {
                    if (taken.size() == most || slot.hidden()) {
                        break;
                    }
                    taken.add(slot);
                }
            }
            return taken;
        }

        @Override
        public boolean ready() {
            while (!open.isEmpty() && !open.getFirst().ready()) {
                open.removeFirst();
            }
            return !open.isEmpty();
        }
    }
}
