package tarn.pagination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tarn.kernel.testing.TestPlatform.CALLER;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;

class PagesTest {

    private final LocalPlatform platform = TestPlatform.open();
    private final Pages pages =
            new Pages(platform.tokens(), 3, 4, token -> new IllegalArgumentException("no token: " + token));

    @AfterEach
    void close() {
        platform.close();
    }

    private Page<String> sorted(Iterable<String> names, @Nullable String token) {
        var all = new TreeSet<String>();
        names.forEach(all::add);
        return CALLER.call(() -> pages.page("ListNames", token, null, all.stream(), name -> name));
    }

    @Test
    void pagesHoldEverythingOnceAndTheLastHasNoToken() {
        var names = List.of("a", "b", "c", "d", "e", "f", "g");
        var seen = new ArrayList<String>();
        @Nullable String token = null;
        int count = 0;
        do {
            var page = sorted(names, token);
            seen.addAll(page.items());
            token = page.next();
            count++;
        } while (token != null);
        assertThat(seen).isEqualTo(names);
        assertThat(count).isEqualTo(3);
    }

    @Test
    void aFullLastPageIsTheLast() {
        assertThat(sorted(List.of("a", "b", "c"), null).truncated()).isFalse();
    }

    @Test
    void whatIsRemovedOrAddedBetweenPagesHidesNothingElse() {
        var token = sorted(List.of("a", "b", "c", "d", "e"), null).next();
        assertThat(sorted(List.of("a", "aa", "d", "e"), token).items()).containsExactly("d", "e");
    }

    @Test
    void aPageHasTheSizeAskedForWithinBounds() {
        assertThat(pages.size(null)).isEqualTo(3);
        assertThat(pages.size(2)).isEqualTo(2);
        assertThat(pages.size(100)).isEqualTo(4);
        assertThat(pages.size(0)).isEqualTo(1);
        assertThat(pages.of(7, 9).size(100)).isEqualTo(9);
    }

    @Test
    void aTokenOfAnotherOperationOrAccountIsRefused() {
        var token = sorted(List.of("a", "b", "c", "d"), null).next();
        assertThatThrownBy(
                        () -> CALLER.call(() -> pages.page("ListOthers", token, null, List.of("a").stream(), n -> n)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CALLER.call(() -> pages.position("ListNames", "forged")))
                .hasMessage("no token: forged");
    }

    @Test
    void aListInAnOrderOfItsOwnRefusesATokenWhoseItemIsGone() {
        var names = List.of("z", "m", "a", "q");
        var first = CALLER.call(() -> pages.inOrder("L", null, 2, names.stream(), n -> n));
        assertThat(first.items()).containsExactly("z", "m");
        assertThat(CALLER.call(() -> pages.inOrder("L", first.next(), 2, names.stream(), n -> n)))
                .isEqualTo(new Page<>(List.of("a", "q"), null));
        assertThatThrownBy(() ->
                        CALLER.call(() -> pages.inOrder("L", first.next(), 2, List.of("z", "a", "q").stream(), n -> n)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void recordsAreReadFromWhereThePageBeforeEnded() {
        CALLER.call(() -> {
            var store = platform.store("names", Scope.ACCOUNT, Formats.text());
            List.of("a", "b", "c", "d", "e").forEach(name -> store.put(Key.of(name), name));
            var first = pages.records(
                    "L", null, 2, store, Range.all(), entry -> !entry.value().equals("b"));
            assertThat(first.items()).containsExactly("a", "c");
            assertThat(pages.records("L", first.next(), 2, store, Range.all(), _ -> true))
                    .isEqualTo(new Page<>(List.of("d", "e"), null));
            return null;
        });
    }
}
