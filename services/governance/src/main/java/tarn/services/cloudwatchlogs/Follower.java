package tarn.services.cloudwatchlogs;

import java.util.List;
import tarn.services.cloudwatchlogs.lines.Line;
import tarn.store.Batch;

/** What is told of lines that come in. */
interface Follower {

    /**
     * Called before lines are kept, perhaps several times until they are.
     *
     * @param batch that keeps them, to which a follower adds what must not be lost
     */
    default void joins(Batch batch, KeptGroup group, String stream, List<Line> lines) {}

    /** Called once lines are kept, before whoever wrote them is answered. */
    default void kept(KeptGroup group, String stream, List<Line> lines) {}
}
