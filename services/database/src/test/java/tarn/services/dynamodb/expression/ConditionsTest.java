package tarn.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.dynamodb.expression.Sample.bool;
import static tarn.services.dynamodb.expression.Sample.conditionRefusal;
import static tarn.services.dynamodb.expression.Sample.holds;
import static tarn.services.dynamodb.expression.Sample.l;
import static tarn.services.dynamodb.expression.Sample.n;
import static tarn.services.dynamodb.expression.Sample.s;
import static tarn.services.dynamodb.expression.Sample.ss;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What DynamoDB Local 2.6.1 answered to the same questions. */
class ConditionsTest {

    private static final String INVALID = "Invalid ConditionExpression: ";
    private static final String REDUNDANT = INVALID + "The expression has redundant parentheses;";
    private static final String MISUSED =
            INVALID + "The function is not allowed to be used this way in an expression; function: ";

    @Test
    void whatIsNotThereIsUnequalToEverything() {
        assertThat(holds("zz <> :v", ":v", s("a"))).isTrue();
        assertThat(holds("zz <> yy")).isTrue();
        assertThat(holds("zz = :v", ":v", s("a"))).isFalse();
        assertThat(holds("NOT zz = :v", ":v", s("a"))).isTrue();
        assertThat(holds("zz < :v", ":v", s("a"))).isFalse();
    }

    @Test
    void valuesOfDifferentTypesAreNeverEqualNorOrdered() {
        assertThat(holds("a <> :v", ":v", n("1"))).isTrue();
        assertThat(holds("a < :v", ":v", n("1"))).isFalse();
        assertThat(holds("a >= :v", ":v", n("1"))).isFalse();
    }

    @Test
    void numbersAreEqualByValueAndSetsInAnyOrder() {
        assertThat(holds("n = :v", ":v", n("5.00"))).isTrue();
        assertThat(holds("n > :v", ":v", n("4.99999999999999999999"))).isTrue();
        assertThat(holds("ss = :v", ":v", ss("b", "a"))).isTrue();
        assertThat(holds("ss IN (:v)", ":v", ss("b", "a"))).isTrue();
    }

    @Test
    void pathsLeadIntoMapsAndLists() {
        assertThat(holds("m.k = :v AND l[2].k = :w", ":v", s("v"), ":w", n("3")))
                .isTrue();
        assertThat(holds("attribute_exists(m.l[1]) AND attribute_not_exists(m.l[2])"))
                .isTrue();
        assertThat(holds("#m.#k = :v", "#m", "m", "#k", "k", ":v", s("v"))).isTrue();
        assertThat(holds("m [ 0 ] . x = :v", ":v", s("v"))).isFalse();
    }

    @Test
    void functionsFindWhatTheyAreNamedAfter() {
        assertThat(holds("begins_with(a, :v) AND contains(a, :w)", ":v", s("he"), ":w", s("ell")))
                .isTrue();
        assertThat(holds("begins_with(b, :v)", ":v", AttributeValue.fromB(SdkBytes.fromUtf8String("ab"))))
                .isTrue();
        assertThat(holds("contains(:v, a)", ":v", s("say hello"))).isTrue();
        assertThat(holds("contains(ss, :v) AND contains(l, :w)", ":v", s("a"), ":w", n("1")))
                .isTrue();
        assertThat(holds("contains(a, :v)", ":v", ss("a"))).isFalse();
        assertThat(holds("attribute_type(bool, :v)", ":v", s("BOOL"))).isTrue();
        assertThat(holds("size(a) = :v AND size(b) < size(a) AND size(l) IN (:w, :v)", ":v", n("5"), ":w", n("3")))
                .isTrue();
        assertThat(holds("size(n) = :v", ":v", n("1"))).isFalse();
        assertThat(holds("size(zz) <> :v", ":v", n("1"))).isTrue();
    }

    @Test
    void andBindsStrongerThanOrAndNotStronger() {
        assertThat(holds("a = :v OR n = :v AND n = :w", ":v", s("hello"), ":w", n("9")))
                .isTrue();
        assertThat(holds("(a = :v OR n = :v) AND n = :w", ":v", s("hello"), ":w", n("9")))
                .isFalse();
        assertThat(holds("NOT a = :v AND n = :w", ":v", s("x"), ":w", n("5"))).isTrue();
        assertThat(holds("NOT (NOT a = :v)", ":v", s("hello"))).isTrue();
        assertThat(holds("NOT NOT a = :v", ":v", s("hello"))).isTrue();
        assertThat(holds("n BETWEEN :v AND :w AND a = :x", ":v", n("1"), ":w", n("9"), ":x", s("hello")))
                .isTrue();
    }

    @Test
    void operandsMayStandInParenthesesButNotInTwo() {
        assertThat(holds("(a) = (:v)", ":v", s("hello"))).isTrue();
        assertThat(holds("((a = :v) OR (n = :v))", ":v", s("hello"))).isTrue();
        assertThat(holds("(attribute_exists(a))")).isTrue();
        assertThat(conditionRefusal("((a = :v))", ":v", n("1"))).isEqualTo(REDUNDANT);
        assertThat(conditionRefusal("((a)) = :v", ":v", n("1"))).isEqualTo(REDUNDANT);
        assertThat(conditionRefusal("a = ((:v))", ":v", n("1"))).isEqualTo(REDUNDANT);
        assertThat(conditionRefusal("name = :v AND ((a = :v))", ":v", n("1"))).isEqualTo(REDUNDANT);
        assertThat(conditionRefusal("(".repeat(2_000) + "a = :v" + ")".repeat(2_000), ":v", n("1")))
                .isEqualTo(REDUNDANT);
    }

    @Test
    void whatCannotBeReadIsShownWithItsNeighbours() {
        var syntax = INVALID + "Syntax error; token: ";
        assertThat(conditionRefusal("a = = :v")).isEqualTo(syntax + "\"=\", near: \"= = :v\"");
        assertThat(conditionRefusal("_a = :v")).isEqualTo(syntax + "\"_\", near: \"_a\"");
        assertThat(conditionRefusal("a = :v AND")).isEqualTo(syntax + "\"<EOF>\", near: \"AND\"");
        assertThat(conditionRefusal("(a = :v")).isEqualTo(syntax + "\"<EOF>\", near: \":v\"");
        assertThat(conditionRefusal("a = :v)")).isEqualTo(syntax + "\")\", near: \":v)\"");
        assertThat(conditionRefusal("a b")).isEqualTo(syntax + "\"b\", near: \"a b\"");
        assertThat(conditionRefusal("a in ()")).isEqualTo(syntax + "\")\", near: \"()\"");
        assertThat(conditionRefusal("a in :v")).isEqualTo(syntax + "\":v\", near: \"in :v\"");
        assertThat(conditionRefusal("(m).k = :v")).isEqualTo(syntax + "\".\", near: \").k\"");
        assertThat(conditionRefusal("m.l[00] = :v")).isEqualTo(syntax + "\"0\", near: \"00]\"");
        assertThat(conditionRefusal("a = 5")).isEqualTo(syntax + "\"5\", near: \"= 5\"");
        assertThat(conditionRefusal("a = \"x\"")).isEqualTo(syntax + "\"\"\", near: \"= \"x\"");
        assertThat(conditionRefusal("a.and = :v")).isEqualTo(syntax + "\"and\", near: \".and =\"");
        assertThat(conditionRefusal("a != :v")).isEqualTo(syntax + "\"!\", near: \"a !=\"");
        assertThat(conditionRefusal("é = :v")).isEqualTo(syntax + "\"é\", near: \"é =\"");
        assertThat(conditionRefusal("a = : v")).isEqualTo(syntax + "\":\", near: \"= : v\"");
        assertThat(conditionRefusal("(a = :v) = :v")).isEqualTo(syntax + "\"=\", near: \") = :v\"");
        assertThat(conditionRefusal("(a)")).isEqualTo(syntax + "\"<EOF>\", near: \")\"");
        assertThat(conditionRefusal(" ")).isEqualTo(syntax + "\"<EOF>\", near: \" \"");
        assertThat(conditionRefusal("")).isEqualTo(INVALID + "The expression can not be empty;");
    }

    @Test
    void namesOfDynamoDbMustBeHidden() {
        var reserved = INVALID + "Attribute name is a reserved keyword; reserved keyword: ";
        assertThat(ReservedWords.count()).isEqualTo(573);
        assertThat(conditionRefusal("Name = :v", ":v", n("1"))).isEqualTo(reserved + "Name");
        assertThat(conditionRefusal("a = :q and name = :v", ":v", n("1"))).isEqualTo(reserved + "name");
        assertThat(conditionRefusal("foo(a) and name = :v"))
                .isEqualTo(INVALID + "Invalid function name; function: foo");
        assertThat(holds("#n = :v", "#n", "name", ":v", n("1"))).isFalse();
    }

    @Test
    void functionsStandOnlyWhereTheyMay() {
        assertThat(conditionRefusal("size(a)")).isEqualTo(MISUSED + "size");
        assertThat(conditionRefusal("attribute_exists(a) = :v", ":v", n("1"))).isEqualTo(MISUSED + "attribute_exists");
        assertThat(conditionRefusal("size(attribute_exists(a)) = :v", ":v", n("1")))
                .isEqualTo(MISUSED + "attribute_exists");
        assertThat(conditionRefusal("Contains(a, :v)"))
                .isEqualTo(INVALID + "Invalid function name; function: Contains");
        assertThat(conditionRefusal("if_not_exists(a, :v)"))
                .isEqualTo(INVALID + "The function is not allowed in a condition expression; function: if_not_exists");
    }

    @Test
    void placeholdersMustBeThereAndUsed() {
        assertThat(conditionRefusal("a = :v or b = :w", ":v", n("1")))
                .isEqualTo(INVALID
                        + "An expression attribute value used in expression is not defined; attribute value: :w");
        assertThat(conditionRefusal("#x = :v", ":v", n("1")))
                .isEqualTo(INVALID + "An expression attribute name used in the document path is not defined;"
                        + " attribute name: #x");
        assertThat(conditionRefusal("a = :v", ":v", n("1"), ":y", n("1"), ":x", n("1")))
                .isEqualTo("Value provided in ExpressionAttributeValues unused in expressions: keys: {:x, :y}");
        assertThat(conditionRefusal("a = b", "#x", "x"))
                .isEqualTo("Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}");
        assertThat(conditionRefusal("a = :v", ":v-", n("1")))
                .isEqualTo("ExpressionAttributeValues contains invalid key: Syntax error; key: \":v-\"");
        assertThat(conditionRefusal("a = :v", ":v", AttributeValue.builder().build()))
                .isEqualTo("ExpressionAttributeValues contains invalid value: Supplied AttributeValue is empty, must"
                        + " contain exactly one of the supported datatypes for key :v");
        assertThat(conditionRefusal("#a = b", "#a", ""))
                .isEqualTo("ExpressionAttributeNames contains invalid value: Empty attribute name for key #a");
    }

    @Test
    void operandsThatCanNeverBeRightAreRefused() {
        var operand = INVALID + "Incorrect operand type for operator or function; operator or function: ";
        assertThat(conditionRefusal("a < :v", ":v", bool(true))).isEqualTo(operand + "<, operand type: BOOL");
        assertThat(conditionRefusal("a BETWEEN :v AND b", ":v", l())).isEqualTo(operand + "BETWEEN, operand type: L");
        assertThat(conditionRefusal("begins_with(a, :v)", ":v", n("1")))
                .isEqualTo(operand + "begins_with, operand type: N");
        assertThat(conditionRefusal("size(:v) = :v", ":v", n("1"))).isEqualTo(operand + "size, operand type: N");
        assertThat(conditionRefusal("size(size(a)) = :v", ":v", n("1"))).isEqualTo(operand + "size, operand type: N");
        assertThat(conditionRefusal("attribute_type(a, :v)", ":v", n("1")))
                .isEqualTo(operand + "attribute_type, operand type: N");
        assertThat(conditionRefusal("attribute_type(a, :v)", ":v", s("X")))
                .isEqualTo(INVALID + "Invalid attribute type name found; type: X, valid types:"
                        + " {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
        assertThat(conditionRefusal("attribute_exists(:v)", ":v", n("1")))
                .isEqualTo(INVALID + "Operator or function requires a document path;"
                        + " operator or function: attribute_exists");
        assertThat(conditionRefusal("size(a, b) = :q"))
                .isEqualTo(INVALID + "Incorrect number of operands for operator or function;"
                        + " operator or function: size, number of operands: 2");
    }

    @Test
    void theFirstOperandIsNotAmongTheOthers() {
        var distinct = INVALID + "The first operand must be distinct from the remaining operands for this operator or"
                + " function; operator: ";
        assertThat(conditionRefusal("a < a")).isEqualTo(distinct + "<, first operand: [a]");
        assertThat(conditionRefusal("a in (b, a)")).isEqualTo(distinct + "IN, first operand: [a]");
        assertThat(conditionRefusal("#x = m.k[1]", "#x", "m")).isEqualTo("nothing is said against it");
        assertThat(conditionRefusal("contains(m.k[1], m.#k[1])", "#k", "k"))
                .isEqualTo(distinct + "contains, first operand: [m, k, [1]]");
        assertThat(holds("size(a) = size(a)")).isTrue();
    }

    @Test
    void boundsMustBeInOrder() {
        assertThat(conditionRefusal("a between :v and :w", ":v", n("5"), ":w", n("1")))
                .isEqualTo(
                        INVALID + "The BETWEEN operator requires upper bound to be greater than or equal to lower"
                                + " bound; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1}");
        assertThat(conditionRefusal("a between :v and :w", ":v", n("5"), ":w", s("a")))
                .isEqualTo(INVALID + "The BETWEEN operator requires same data type for lower and upper bounds; lower"
                        + " bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {S:a}");
    }

    @Test
    void expressionsAreBounded() {
        assertThat(conditionRefusal(String.join(" OR ", Collections.nCopies(150, "a = :v")), ":v", n("1")))
                .isEqualTo("nothing is said against it");
        assertThat(conditionRefusal(String.join(" OR ", Collections.nCopies(151, "a = :v")), ":v", n("1")))
                .isEqualTo(INVALID + "The expression contains too many operators; operator count: 301");
        assertThat(conditionRefusal("x".repeat(5_000) + " = :v"))
                .isEqualTo(INVALID + "Expression size has exceeded the maximum allowed size; expression size: 5005");
        assertThat(conditionRefusal("a in (" + String.join(",", Collections.nCopies(101, ":v")) + ")"))
                .isEqualTo(INVALID + "The IN operator is provided with too many operands; number of operands: 101");
        assertThat(conditionRefusal(String.join(".", Collections.nCopies(40, "a")) + " = :v"))
                .isEqualTo(INVALID + "The document path has too many nesting levels; nesting levels: 40");
        assertThat(conditionRefusal("m.l[99999999999] = :v"))
                .isEqualTo(INVALID + "List index is not within the allowable range; index: [99999999999]");
    }
}
