package tarn.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.dynamodb.expression.Sample.ITEM;
import static tarn.services.dynamodb.expression.Sample.l;
import static tarn.services.dynamodb.expression.Sample.n;
import static tarn.services.dynamodb.expression.Sample.ns;
import static tarn.services.dynamodb.expression.Sample.s;
import static tarn.services.dynamodb.expression.Sample.ss;
import static tarn.services.dynamodb.expression.Sample.updateRefusal;
import static tarn.services.dynamodb.expression.Sample.updated;
import static tarn.services.dynamodb.expression.Sample.value;
import static tarn.services.dynamodb.expression.Sample.with;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Wording;

/** What DynamoDB Local 2.6.1 answered to the same questions. */
class UpdatesTest {

    private static final String INVALID = "Invalid UpdateExpression: ";
    private static final String BAD_PATH = "The document path provided in the update expression is invalid for update";
    private static final String BAD_TYPE = "An operand in the update expression has an incorrect data type";

    private static AttributeValue k() {
        return AttributeValue.fromM(Map.of("k", n("3")));
    }

    @Test
    void allActionsSeeTheItemAsItWas() {
        var item = updated("SET zz = a, yy = n + :v, xx = if_not_exists(qq, :v) REMOVE a", ":v", n("2"));
        assertThat(item.get("zz")).isEqualTo(value(s("hello")));
        assertThat(item.get("yy")).isEqualTo(value(n("7")));
        assertThat(item.get("xx")).isEqualTo(value(n("2")));
        assertThat(item.get("a")).isNull();
        assertThat(updated("set l[0] = l[1], l[1] = l[0]").get("l")).isEqualTo(value(l(s("x"), n("1"), k())));
    }

    @Test
    void listsGrowAtTheEndAndCloseTheirGaps() {
        assertThat(updated("set l[1] = :v remove l[0]", ":v", n("9")).get("l")).isEqualTo(value(l(n("9"), k())));
        assertThat(updated("set l[5] = :v, l[4] = :w", ":v", n("9"), ":w", n("8"))
                        .get("l"))
                .isEqualTo(value(l(n("1"), s("x"), k(), n("8"), n("9"))));
        assertThat(updated("remove l[0], l[1]").get("l")).isEqualTo(value(l(k())));
        assertThat(updated("set l[0] = :v, l[3] = :v, l[9] = :v remove l[1]", ":v", s("z"))
                        .get("l"))
                .isEqualTo(value(l(s("z"), k(), s("z"), s("z"))));
        assertThat(updated("remove l[7]")).isEqualTo(ITEM);
        assertThat(updated("set l = list_append(l, :l)", ":l", l(n("7"))).get("l"))
                .isEqualTo(value(l(n("1"), s("x"), k(), n("7"))));
        assertThat(updated("set a = list_append(if_not_exists(zz, :l), :l)", ":l", l(n("1")))
                        .get("a"))
                .isEqualTo(value(l(n("1"), n("1"))));
    }

    @Test
    void numbersAreExact() {
        assertThat(updated("add n :v", ":v", n("0.5")).get("n")).isEqualTo(value(n("5.5")));
        assertThat(updated("set a = n - :v", ":v", n("7")).get("a")).isEqualTo(value(n("-2")));
        assertThat(updated("set a = ((n) + (:v))", ":v", n("1")).get("a")).isEqualTo(value(n("6")));
        assertThat(updated("add zz :v", ":v", n("3")).get("zz")).isEqualTo(value(n("3")));
        assertThat(updated("set a=n+:v", ":v", n("0.0000000000000000000000000000000000001"))
                        .get("a"))
                .isEqualTo(value(n("5.0000000000000000000000000000000000001")));
    }

    @Test
    void setsGrowAndShrinkAndGoWithTheirLastElement() {
        assertThat(updated("add ss :v", ":v", ss("c", "a")).get("ss")).isEqualTo(value(ss("a", "b", "c")));
        assertThat(updated("add ns :v", ":v", ns("1.0", "7")).get("ns")).isEqualTo(value(ns("1", "2", "7")));
        assertThat(updated("delete ns :v", ":v", ns("1.00")).get("ns")).isEqualTo(value(ns("2")));
        assertThat(updated("delete ss :v", ":v", ss("a", "b")).get("ss")).isNull();
        assertThat(updated("delete zz :v", ":v", ss("a", "b"))).isEqualTo(ITEM);
    }

    @Test
    void pathsMustLeadSomewhere() {
        for (var update : new String[] {
            "remove zz.y",
            "remove a.y",
            "set zz.y = n",
            "set a.y = n",
            "set m[0] = n",
            "set l.x = n",
            "set zz[0] = n",
            "set m.q.r = n"
        }) {
            assertThat(updateRefusal(update)).as(update).isEqualTo(BAD_PATH);
        }
        assertThat(updated("set m.q = n remove m.k, m.l[0]").get("m"))
                .isEqualTo(value(AttributeValue.fromM(Map.of("q", n("5"), "l", l(n("2"))))));
    }

    @Test
    void operandsMustBeThereAndFit() {
        var missing = "The provided expression refers to an attribute that does not exist in the item";
        assertThat(updateRefusal("set zz = yy")).isEqualTo(missing);
        assertThat(updateRefusal("set zz = n + m.yy")).isEqualTo(missing);
        assertThat(updateRefusal("set zz = list_append(qq, :l)", ":l", l())).isEqualTo(missing);
        assertThat(updateRefusal("set zz = a + n")).isEqualTo(BAD_TYPE);
        assertThat(updateRefusal("set zz = list_append(l, a)")).isEqualTo(BAD_TYPE);
        assertThat(updateRefusal("add ss :v", ":v", ns("1"))).isEqualTo(BAD_TYPE);
        assertThat(updateRefusal("add a :v", ":v", n("1"))).isEqualTo(BAD_TYPE);
        assertThat(updateRefusal("delete ss :v", ":v", ns("1"))).isEqualTo(BAD_TYPE);
    }

    @Test
    void operandsThatCanNeverFitAreRefusedBefore() {
        var operand = INVALID + "Incorrect operand type for operator or function; ";
        assertThat(updateRefusal("add l :v", ":v", l(n("1"))))
                .isEqualTo(operand + "operator: ADD, operand type: LIST, typeSet: ALLOWED_FOR_ADD_OPERAND");
        assertThat(updateRefusal("delete n :v", ":v", n("1")))
                .isEqualTo(operand + "operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND");
        assertThat(updateRefusal("set a = list_append(:v, l)", ":v", n("1")))
                .isEqualTo(operand + "operator or function: list_append, operand type: N");
        assertThat(updateRefusal("set a = :v - :w", ":v", n("1"), ":w", s("x")))
                .isEqualTo(operand + "operator or function: -, operand type: S");
        assertThat(updateRefusal("set a = if_not_exists(:v, :v)", ":v", n("1")))
                .isEqualTo(
                        INVALID + "Operator or function requires a document path; operator or function: if_not_exists");
        assertThat(updateRefusal("set a = if_not_exists(l)"))
                .isEqualTo(INVALID + "Incorrect number of operands for operator or function;"
                        + " operator or function: if_not_exists, number of operands: 1");
    }

    @Test
    void pathsMustNotOverlap() {
        var overlap = INVALID + "Two document paths overlap with each other; must remove or rewrite one of these paths;"
                + " path one: ";
        var conflict = INVALID + "Two document paths conflict with each other; must remove or rewrite one of these"
                + " paths; path one: ";
        var names = new Object[] {"#c", "c", "#d", "[3]"};
        assertThat(updateRefusal("set d[1] = a, d.b = a, c[1].a = a, #c = if_not_exists(a)", "#c", "c"))
                .isEqualTo(overlap + "[c, [1], a], path two: [c]");
        assertThat(updateRefusal("set #c[3].#d = a, #c[3] = a", names))
                .isEqualTo(overlap + "[c, [3], [3]], path two: [c, [3]]");
        assertThat(updateRefusal("remove c, #c.a, #d", names)).isEqualTo(overlap + "[c], path two: [c, a]");
        assertThat(updateRefusal("set a = b remove a")).isEqualTo(overlap + "[a], path two: [a]");
        assertThat(updateRefusal("remove a.#c set a[1] = #d", names))
                .isEqualTo(conflict + "[a, c], path two: [a, [1]]");
    }

    @Test
    void whatCannotBeReadIsShownWithItsNeighbours() {
        var syntax = INVALID + "Syntax error; token: ";
        assertThat(updateRefusal("INVALID SYNTAX HERE")).isEqualTo(syntax + "\"INVALID\", near: \"INVALID SYNTAX\"");
        assertThat(updateRefusal("set a = :v, ")).isEqualTo(syntax + "\"<EOF>\", near: \", \"");
        assertThat(updateRefusal("set set = :v")).isEqualTo(syntax + "\"set\", near: \"set set =\"");
        assertThat(updateRefusal("set a = :v + :w + :v")).isEqualTo(syntax + "\"+\", near: \":w + :v\"");
        assertThat(updateRefusal("set a = if_not_exists(zz, n + :v)")).isEqualTo(syntax + "\"+\", near: \"n + :v\"");
        assertThat(updateRefusal("add a b")).isEqualTo(syntax + "\"b\", near: \"a b\"");
        assertThat(updateRefusal("add a = :v")).isEqualTo(syntax + "\"=\", near: \"a = :v\"");
        assertThat(updateRefusal("set (y) = :v")).isEqualTo(syntax + "\"(\", near: \"set (y\"");
        assertThat(updateRefusal("set a = -:v")).isEqualTo(syntax + "\"-\", near: \"= -:v\"");
        assertThat(updateRefusal("set a = ((n + :v))"))
                .isEqualTo(INVALID + "The expression has redundant parentheses;");
    }

    @Test
    void sectionsAndFunctionsStandWhereTheyMay() {
        assertThat(updateRefusal("set a = b set c = d"))
                .isEqualTo(INVALID + "The \"SET\" section can only be used once in an update expression;");
        assertThat(updateRefusal("set x = :v set name = :v"))
                .isEqualTo(INVALID + "Attribute name is a reserved keyword; reserved keyword: name");
        assertThat(updateRefusal("set a = size(l)"))
                .isEqualTo(INVALID + "The function is not allowed in an update expression; function: size");
        assertThat(updateRefusal("set y = n + list_append(l, l)"))
                .isEqualTo(INVALID + "The function is not allowed to be used this way in an expression;"
                        + " function: list_append");
    }

    @Test
    void whatWasTouchedIsTheUpdatesPathsOnly() {
        var expressions = with(":v", n("2"));
        var update = expressions.update("set m.k = :v, zz = :v remove l[1]");
        assertThat(update.touched(ITEM))
                .isEqualTo(Item.of(
                        Map.of("m", AttributeValue.fromM(Map.of("k", s("v"))), "l", l(s("x"))), Wording.CURRENT));
        assertThat(update.touched(update.apply(ITEM)).get("zz")).isEqualTo(value(n("2")));
    }
}
