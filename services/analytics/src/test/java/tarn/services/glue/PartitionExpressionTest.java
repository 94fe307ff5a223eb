package tarn.services.glue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.InvalidStateException;

/** Over one partition: year 2020, city Rome, day 2020-03-01, at 2020-03-01 10:00:00.5, price 1.50, date 2020-01-01. */
class PartitionExpressionTest {

    private static final List<Column> KEYS = List.of(
            key("year", "int"),
            key("city", "string"),
            key("day", "date"),
            key("at", "timestamp"),
            key("price", "decimal(10,2)"),
            key("date", "string"));

    private static final List<String> VALUES =
            List.of("2020", "Rome", "2020-03-01", "2020-03-01 10:00:00.5", "1.50", "2020-01-01");

    private static Column key(String name, String type) {
        return Column.builder().name(name).type(type).build();
    }

    private static boolean matches(String expression) {
        return PartitionExpression.parse(expression, KEYS).matches(VALUES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "year = 2020",
                "year=2020",
                "YEAR = 2020",
                "`year` = 2020",
                "\"year\" = '2020'",
                "(year) = (2020)",
                "2020 = year",
                "2019 < year",
                "year <> 2019",
                "year != 2019",
                "year >= 2020 and year <= 2020",
                "year between 2019 and 2021",
                "year not between 2000 and 2010",
                "year in (1, 2020)",
                "year not in (1,2)",
                "not year = 1",
                "not (year = 1)",
                "((year = 2020) AND (city = 'Rome'))",
                "city = 'Rome' and year = 1 or year = 2020",
                "city = \"Rome\"",
                "city like 'R%'",
                "city like '_ome'",
                "city LIKE '%om%'",
                "city not like 'x%'",
                "city > 'Oslo'",
                "city is not null",
                "not city is null",
                "day = '2020-03-01'",
                "day > date '2020-02-28'",
                "day < DATE '2021-01-01'",
                "at >= timestamp '2020-03-01 10:00:00'",
                "at = '2020-03-01 10:00:00.500'",
                "price = 1.5",
                "price > 1",
                "price < +2.0e0",
                "date = '2020-01-01'",
                "date like '2020%'",
                "year = 1 or (year = 2020 and (city = 'Oslo' or city = 'Rome'))",
                " \n year = 2020 ",
                ""
            })
    void whatHoldsMatches(String expression) {
        assertThat(matches(expression)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "year = 2021",
                "city = 'rome'",
                "year > 2020",
                "city is null",
                "not (year = 2020)",
                "year in (1,2)",
                "city like 'r%'",
                "city like 'R'",
                "city = 'O''Hare'",
                "year = 2020 and city = 'Oslo'",
                "day <> '2020-03-01'"
            })
    void whatDoesNotHoldDoesNot(String expression) {
        assertThat(matches(expression)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "year => Unsupported expression 'year'",
                "year = => Unsupported expression 'year ='",
                "year = 1 and => Unsupported expression 'year = 1 and'",
                "(year = 1 => Unsupported expression '(year = 1'",
                "year = 1; drop => Unsupported expression 'year = 1; drop'",
                "year = city => Unsupported expression 'year = city'",
                "nil = 1 => Unknown column 'nil'",
                "year = 'x' => \"x\" is not an integer.",
                "day = 'x' => x is not a date.",
                "year like '1' => Integral data type doesn't support operation 'LIKE'",
                "day like '1' => Date data type doesn't support operation 'LIKE'"
            })
    void whatIsNoExpressionIsRefusedInAwsWords(String expression, String message) {
        assertThatThrownBy(() -> matches(expression))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        fault -> assertThat(fault.awsErrorDetails().errorMessage())
                                .isEqualTo(message));
    }

    @Test
    void aTypeThatCannotBeComparedIsRefused() {
        assertThatThrownBy(() -> PartitionExpression.parse("a = 1", List.of(key("a", "array<int>"))))
                .hasMessageContaining("Unknown type : 'array<int>'");
    }

    @Test
    void aKeptValueThatIsNotOfItsTypeIsAStateError() {
        var filter = PartitionExpression.parse("year = 1", KEYS.subList(0, 1));
        assertThatThrownBy(() -> filter.matches(List.of("x"))).isInstanceOf(InvalidStateException.class);
    }

    @Test
    void comparisonsWithHivesNullAreNeverTrue() {
        var values = List.of("__HIVE_DEFAULT_PARTITION__");
        var keys = KEYS.subList(0, 1);
        assertThat(PartitionExpression.parse("year = 1", keys).matches(values)).isFalse();
        assertThat(PartitionExpression.parse("not year = 1", keys).matches(values))
                .isFalse();
        assertThat(PartitionExpression.parse("year is null", keys).matches(values))
                .isTrue();
        assertThat(PartitionExpression.parse("year = 1 or year is null", keys).matches(values))
                .isTrue();
    }

    @Test
    void deepNestingIsRefusedAndDoesNotOverflow() {
        var deep = "(".repeat(5_000) + "year = 1" + ")".repeat(5_000);
        assertThatThrownBy(() -> matches(deep)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void whatEveryMeantPartitionHasBoundsWhatIsRead() {
        var keys = List.of(key("a", "string"), key("b", "string"), key("c", "int"));
        var all = KeyBounds.of(PartitionExpression.parse("b = 'y' and a >= 'x' and c in (3, 1, 2)", keys));
        assertThat(all.at(0)).isNotNull().matches(bound -> bound.high() == null && !bound.isOneValue());
        assertThat(all.at(1)).isNotNull().matches(KeyBounds.Bound::isOneValue);
        assertThat(all.at(2))
                .isEqualTo(
                        new KeyBounds.Bound(KeyType.INTEGER, KeyType.INTEGER.value("1"), KeyType.INTEGER.value("3")));
        var either = KeyBounds.of(PartitionExpression.parse("a = 'x' or b = 'y'", keys));
        assertThat(either.at(0)).isNull();
        var beyond = KeyBounds.of(PartitionExpression.parse("a < '\uD83D\uDE00'", keys));
        assertThat(beyond.at(0)).isNull();
    }
}
