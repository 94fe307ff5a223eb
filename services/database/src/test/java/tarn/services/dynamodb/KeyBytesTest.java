package tarn.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Value;
import tarn.store.Key;

/** Keys sort as what they are made of. */
class KeyBytesTest {

    private static final long SEED = 20;

    private static Key key(Value value) {
        return KeyBytes.of(1, 0).ordered(value).made();
    }

    @Test
    void numbersSortByValue() {
        var random = new Random(SEED);
        var numbers = new ArrayList<BigDecimal>();
        for (int i = 0; i < 2000; i++) {
            var digits = new BigInteger(1 + random.nextInt(120), random);
            int scale = random.nextInt(200) - 90;
            var number = new BigDecimal(random.nextBoolean() ? digits : digits.negate(), scale);
            numbers.add(number.precision() > 38 || scale > 130 ? BigDecimal.valueOf(i, i % 7) : number);
        }
        numbers.sort(null);
        for (int i = 1; i < numbers.size(); i++) {
            var low = numbers.get(i - 1);
            var high = numbers.get(i);
            assertThat(Integer.signum(key(N.of(low)).compareTo(key(N.of(high)))))
                    .as("%s and %s, seed %s", low, high, SEED)
                    .isEqualTo(low.compareTo(high));
        }
    }

    @Test
    void textSortsByItsBytesAndNoneIsTheBeginningOfAnother() {
        var sorted = new String[] {"", "\0", "\0\0", "\0a", "a", "a\0", "a\0b", "ab", "b", "\uFFFF", "\uD83D\uDE00"};
        for (int i = 1; i < sorted.length; i++) {
            assertThat(key(new Value.S(sorted[i - 1])))
                    .as("%s before %s", i - 1, i)
                    .isLessThan(key(new Value.S(sorted[i])));
        }
    }
}
