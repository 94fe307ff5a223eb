package tarn.services.athena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TurnsTest {

    private final List<String> begun = new ArrayList<>();

    @Test
    void noMoreThanTheLimitRunAtOnce() {
        var turns = new Turns(2);
        take(turns, "a", "a1");
        take(turns, "a", "a2");
        take(turns, "a", "a3");

        assertThat(begun).containsExactly("a1", "a2");
        turns.done();
        assertThat(begun).containsExactly("a1", "a2", "a3");
    }

    @Test
    void ownersTakeTurnsHoweverManyTasksOneOfThemHas() {
        var turns = new Turns(1);
        for (int i = 1; i <= 4; i++) {
            take(turns, "a", "a" + i);
        }
        take(turns, "b", "b1");
        take(turns, "b", "b2");
        for (int i = 0; i < 6; i++) {
            turns.done();
        }

        assertThat(begun).containsExactly("a1", "a2", "b1", "a3", "b2", "a4");
    }

    @Test
    void aPlaceGivenBackIsFreeAgain() {
        var turns = new Turns(1);
        take(turns, "a", "a1");
        turns.done();
        take(turns, "b", "b1");

        assertThat(begun).containsExactly("a1", "b1");
    }

    @Test
    void aLimitThatGrowsLetsWaitingTasksBeginAndOneThatShrinksLetsThemWait() {
        var turns = new Turns(1);
        for (int i = 1; i <= 6; i++) {
            take(turns, "a", "a" + i);
        }
        turns.resize(3);
        assertThat(begun).containsExactly("a1", "a2", "a3");
        turns.resize(1);
        turns.done();
        turns.done();
        assertThat(begun).hasSize(3);
        turns.done();
        assertThat(begun).hasSize(4);
    }

    private void take(Turns turns, String owner, String task) {
        turns.take(owner, () -> begun.add(task));
    }
}
