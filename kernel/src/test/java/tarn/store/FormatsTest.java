package tarn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tarn.blobs.Blob;
import tarn.kernel.testing.Golden;

class FormatsTest {

    enum Colour {
        RED,
        GREEN
    }

    sealed interface State {
        record Running(Instant since) implements State {}

        record Stopped() implements State {}

        enum Odd implements State {
            UNKNOWN
        }
    }

    record Inner(String name, @Nullable Inner child) {}

    record Pair<A, B>(A first, B second) {}

    @SuppressWarnings("ArrayRecordComponent") // a format must be able to
    record Everything(
            String text,
            int number,
            Long boxed,
            double real,
            boolean flag,
            @Nullable String missing,
            Optional<String> maybe,
            Optional<String> never,
            byte @Nullable [] bytes,
            Instant when,
            Duration howLong,
            LocalDate day,
            BigDecimal exact,
            UUID id,
            Colour colour,
            State state,
            List<State> states,
            List<String> none,
            Set<String> set,
            Map<String, Inner> map,
            Map<Colour, Integer> byColour,
            Inner inner,
            Pair<String, List<Integer>> pair,
            Key key,
            @Nullable Blob blob) {}

    static Everything everything(byte @Nullable [] bytes, @Nullable Blob blob) {
        return new Everything(
                "täxt",
                -7,
                1L << 40,
                0.25,
                true,
                null,
                Optional.of("yes"),
                Optional.empty(),
                bytes,
                Instant.parse("2026-01-02T03:04:05.678901234Z"),
                Duration.ofMillis(-1500),
                LocalDate.of(2026, 11, 21),
                new BigDecimal("1.2300"),
                new UUID(1, 2),
                Colour.GREEN,
                new State.Running(Instant.EPOCH),
                List.of(new State.Stopped(), State.Odd.UNKNOWN),
                List.of(),
                Set.of("b", "a", "c"),
                Map.of("one", new Inner("x", new Inner("y", null)), "two", new Inner("z", null)),
                Map.of(Colour.RED, 1),
                new Inner("i", null),
                new Pair<>("p", List.of(1, 2)),
                Key.of("k").with(3),
                blob);
    }

    @Test
    void aRecordOfEverythingIsReadAsItWasWritten() {
        var format = Formats.record(Everything.class);
        var record = everything(null, new Blob("id", 3, null));
        assertThat(format.decode(format.encode(record), 1)).isEqualTo(record);
        var withBytes = everything(new byte[] {1, 2}, new Blob("", 1, new byte[] {9}));
        assertThat(format.decode(format.encode(withBytes), 1))
                .usingRecursiveComparison()
                .isEqualTo(withBytes);
    }

    @Test
    void theFormIsThatOfTheGoldenFile() {
        Golden.check("format/everything", Formats.record(Everything.class), everything(new byte[] {1}, null));
    }

    record Before(String name, int size, String dropped) {}

    record After(
            String name,
            int size,
            Optional<String> added,
            List<String> more,
            @Nullable Integer also) {}

    record Renamed(String title, int size) {}

    record Strict(String name, String needed) {}

    @Test
    void componentsComeAndGoWithoutANewVersion() {
        var written = Formats.record(Before.class).encode(new Before("n", 3, "d"));
        assertThat(Formats.record(After.class).decode(written, 1))
                .isEqualTo(new After("n", 3, Optional.empty(), List.of(), null));
    }

    @Test
    void aComponentThatMustBeThereIsMissed() {
        var written = Formats.record(Before.class).encode(new Before("n", 3, "d"));
        assertThatThrownBy(() -> Formats.record(Strict.class).decode(written, 1))
                .hasMessageContaining("needed");
    }

    @Test
    void anUpgradeReadsWhatAnOlderVersionWrote() {
        var written = Formats.record(Before.class).encode(new Before("n", 3, "d"));
        var format = Formats.record(
                Renamed.class, 2, new Formats.Upgrade(1, tree -> tree.set("title", tree.remove("name"))));
        assertThat(format.decode(written, 1)).isEqualTo(new Renamed("n", 3));
        assertThat(format.decode(format.encode(new Renamed("m", 4)), 2)).isEqualTo(new Renamed("m", 4));
    }

    @Test
    void aVersionWithoutAnUpgradeIsRefused() {
        assertThatThrownBy(() -> Formats.record(Renamed.class, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTypeThatCannotBeKeptIsRefusedWhenTheFormatIsMade() {
        record Bad(Thread thread) {}
        assertThatThrownBy(() -> Formats.record(Bad.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nullIsRefusedWhereItMayNotBe() {
        assertThatThrownBy(() -> Formats.record(Inner.class).encode(new Inner(nothing(), null)))
                .hasMessageContaining("name");
    }

    @SuppressWarnings("NullAway") // what a careless caller does
    private static String nothing() {
        return null;
    }
}
