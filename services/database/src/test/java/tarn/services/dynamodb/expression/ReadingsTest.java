package tarn.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.dynamodb.expression.Sample.ITEM;
import static tarn.services.dynamodb.expression.Sample.bool;
import static tarn.services.dynamodb.expression.Sample.l;
import static tarn.services.dynamodb.expression.Sample.n;
import static tarn.services.dynamodb.expression.Sample.refusal;
import static tarn.services.dynamodb.expression.Sample.s;
import static tarn.services.dynamodb.expression.Sample.value;
import static tarn.services.dynamodb.expression.Sample.with;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Wording;

/** Projections and key conditions, as DynamoDB Local 2.6.1 and recordings of AWS have them. */
class ReadingsTest {

    private static final Keys KEYS = new Keys("p", "S", "s", "N");

    private static Item projected(String projection, Object... names) {
        return with(names).projection(projection).of(ITEM);
    }

    private static String projectionRefusal(String projection, Object... names) {
        return refusal(() -> projected(projection, names));
    }

    private static KeyCondition key(String condition, Object... values) {
        return with(values).keyCondition(condition).on(KEYS);
    }

    private static String keyRefusal(String condition, Object... values) {
        return refusal(() -> key(condition, values));
    }

    @Test
    void aProjectionPicksPartsAndClosesGaps() {
        assertThat(projected("a, m.l[1]"))
                .isEqualTo(Item.of(
                        Map.of("a", s("hello"), "m", AttributeValue.fromM(Map.of("l", l(n("2"))))), Wording.CURRENT));
        assertThat(projected("l[2].k, l[0]").get("l"))
                .isEqualTo(value(l(n("1"), AttributeValue.fromM(Map.of("k", n("3"))))));
        assertThat(projected("l[7], zz, a.b.c")).isEqualTo(Item.EMPTY);
    }

    @Test
    void aProjectionsFaultsAreAwss() {
        var invalid = "Invalid ProjectionExpression: ";
        var overlap = invalid + "Two document paths overlap with each other; must remove or rewrite one of these paths;"
                + " path one: ";
        assertThat(projectionRefusal("a, a")).isEqualTo(overlap + "[a], path two: [a]");
        assertThat(projectionRefusal("m.k, m")).isEqualTo(overlap + "[m, k], path two: [m]");
        assertThat(projectionRefusal("m.k, m.l[1], l[2], l[0], l[2].k"))
                .isEqualTo(overlap + "[l, [2]], path two: [l, [2], k]");
        assertThat(projectionRefusal("m.k, m[0]"))
                .isEqualTo(invalid + "Two document paths conflict with each other; must remove or rewrite one of these"
                        + " paths; path one: [m, k], path two: [m, [0]]");
        assertThat(projectionRefusal("size(a)")).isEqualTo(invalid + "Syntax error; token: \"(\", near: \"size(a\"");
        assertThat(projectionRefusal("a,")).isEqualTo(invalid + "Syntax error; token: \"<EOF>\", near: \",\"");
        assertThat(projectionRefusal("set, a")).isEqualTo(invalid + "Syntax error; token: \"set\", near: \"set,\"");
        assertThat(refusal(() -> with().projection("p.x").checkKeys(Set.of("p"))))
                .isEqualTo("Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed:"
                        + " Key: p");
    }

    @Test
    void aKeyConditionIsAPartitionAndARange() {
        assertThat(key("p = :p", ":p", s("x"))).isEqualTo(new KeyCondition(value(s("x")), null));
        assertThat(key(":p = p and :s <= s", ":p", s("x"), ":s", n("1")))
                .isEqualTo(new KeyCondition(value(s("x")), new SortRange.AtLeast(value(n("1")))));
        assertThat(key("(s between :s and :t) AND (p = :p)", ":p", s("x"), ":s", n("1"), ":t", n("2")))
                .isEqualTo(new KeyCondition(value(s("x")), new SortRange.Between(value(n("1")), value(n("2")))));
        var text = with(":p", s("x"), ":s", s("y"))
                .keyCondition("p = :p and begins_with(s, :s)")
                .on(new Keys("p", "S", "s", "S"));
        assertThat(text.sort()).isEqualTo(new SortRange.BeginsWith(value(s("y"))));
    }

    @Test
    void aKeyConditionSaysNothingElse() {
        Object[] values = {":p", s("x"), ":s", n("1"), ":t", n("2")};
        var operator = "Invalid operator used in KeyConditionExpression: ";
        var condition = "Invalid condition in KeyConditionExpression: ";
        assertThat(keyRefusal("p = :p or s = :s", values)).isEqualTo(operator + "OR");
        assertThat(keyRefusal("p = :p and not s = :s", values)).isEqualTo(operator + "NOT");
        assertThat(keyRefusal("p = :p and s <> :s", values)).isEqualTo(operator + "<>");
        assertThat(keyRefusal("p = :p and s in (:s)", values)).isEqualTo(operator + "IN");
        assertThat(keyRefusal("p = :p and contains(s, :s)", values)).isEqualTo(operator + "contains");
        assertThat(keyRefusal("p = :p and size(s) = :s", values))
                .isEqualTo("KeyConditionExpressions cannot contain nested operations");
        assertThat(keyRefusal("p = s", values)).isEqualTo(condition + "Multiple attribute names used in one condition");
        assertThat(keyRefusal(":p = :p", values)).isEqualTo(condition + "No key attribute specified");
        assertThat(keyRefusal("p = :p and :s between s and :t", values))
                .isEqualTo(condition + "BETWEEN operator must have the key attribute as its first operand");
        assertThat(keyRefusal("p = :p and s.foo = :s", values))
                .isEqualTo("KeyConditionExpressions cannot have conditions on nested attributes");
        assertThat(keyRefusal("p = :p and s > :s and s < :t", values))
                .isEqualTo("Invalid KeyConditionExpression:"
                        + " KeyConditionExpressions must only contain one condition per key");
    }

    @Test
    void aKeyConditionFitsTheKey() {
        Object[] values = {":p", s("x"), ":s", n("1"), ":t", n("2"), ":x", s("1"), ":b", bool(true), ":e", s("")};
        var type = "One or more parameter values were invalid: Condition parameter type does not match schema type";
        assertThat(keyRefusal("s = :s", values)).isEqualTo("Query condition missed key schema element: p");
        assertThat(keyRefusal("p = :p and q = :s", values)).isEqualTo("Query condition missed key schema element: s");
        assertThat(keyRefusal("p = :p and s > :s and q < :t", values))
                .isEqualTo(
                        "The number of query conditions (3) exceeds the number of key attributes defined in the schema"
                                + " (2)");
        assertThat(keyRefusal("p > :p", values)).isEqualTo("Query key condition not supported");
        assertThat(keyRefusal("p = :p and s = :x", values)).isEqualTo(type);
        assertThat(keyRefusal("p = :p and s = :b", values)).isEqualTo(type);
        assertThat(keyRefusal("p = :p and begins_with(s, :x)", values)).isEqualTo(type);
        assertThat(keyRefusal("p = :p and begins_with(s, :s)", values))
                .isEqualTo("Invalid KeyConditionExpression: Incorrect operand type for operator or function;"
                        + " operator or function: begins_with, operand type: N");
        assertThat(keyRefusal("p = :p and :b >= s", values))
                .isEqualTo("Invalid KeyConditionExpression: Incorrect operand type for operator or function;"
                        + " operator or function: >=, operand type: BOOL");
        assertThat(keyRefusal("p = :e", values))
                .isEqualTo("One or more parameter values are not valid. The AttributeValue for a key attribute cannot"
                        + " contain an empty string value. Key: p");
        assertThat(keyRefusal("begins_with(s, :s) AND p = :missing", values)).contains("begins_with, operand type: N");
        assertThat(keyRefusal("p = :missing AND begins_with(s, :s)", values)).contains("attribute value: :missing");
    }
}
