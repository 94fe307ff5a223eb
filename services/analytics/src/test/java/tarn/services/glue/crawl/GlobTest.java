package tarn.services.glue.crawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of AWS's page on exclude patterns, and what they leave open. */
class GlobTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "*.csv -> a.csv -> true",
                "*.csv -> b/a.csv -> false",
                "**.csv -> b/c/a.csv -> true",
                "*.* -> a.csv -> true",
                "*.{csv,avro} -> a.avro -> true",
                "*.{csv,avro} -> a.json -> false",
                "foo.? -> foo.a -> true",
                "foo.? -> foo.ab -> false",
                "myfolder/* -> myfolder/a -> true",
                "myfolder/* -> myfolder/b/a -> false",
                "myfolder/** -> myfolder/b/a -> true",
                "Market* -> Market12 -> true",
                "[a-c]x -> bx -> true",
                "[!a-c]x -> bx -> false",
                "a\\*b -> a*b -> true",
                "a\\*b -> aab -> false",
                "a+b -> a+b -> true",
                "a,b -> a,b -> true"
            })
    void aPatternMeansWhatAwsSays(String glob, String path, boolean matches) {
        assertThat(new Glob(glob).matches(path)).isEqualTo(matches);
    }

    @Test
    void aPatternThatIsNotWellFormedIsRefused() {
        assertThatThrownBy(() -> new Glob("{a,b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Glob("[a")).isInstanceOf(IllegalArgumentException.class);
    }
}
