package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import software.amazon.awssdk.services.dynamodb.model.ConditionalOperator;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.MalformedValueException;
import tarn.services.dynamodb.value.Value;
import tarn.services.dynamodb.value.Wording;

/**
 * Conditions, filters and projections as they were said before there were expressions.
 *
 * <p>https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html
 */
record Legacy(Wording wording) {

    static final String INVALID = "One or more parameter values were invalid: ";

    /** What Expected says; any or all of it must hold. */
    Condition expected(Map<String, ExpectedAttributeValue> expected, @Nullable ConditionalOperator operator) {
        checkOperator(operator, expected.size());
        var tests = new ArrayList<Predicate<Item>>();
        expected.forEach((name, attribute) -> {
            checkName(name);
            tests.add(expected(name, attribute));
        });
        return joined(tests, expected.keySet(), operator);
    }

    private Predicate<Item> expected(String name, ExpectedAttributeValue expected) {
        boolean hasList = expected.hasAttributeValueList();
        var single = expected.value();
        var operator = expected.comparisonOperator();
        if (hasList && single != null) {
            throw invalid("Value and AttributeValueList cannot be used together for Attribute: " + name);
        }
        if (operator != null) {
            if (expected.exists() != null) {
                throw invalid("Exists and ComparisonOperator cannot be used together for Attribute: " + name);
            }
            var values = hasList ? expected.attributeValueList() : single == null ? null : List.of(single);
            if (values == null && operator != ComparisonOperator.NULL && operator != ComparisonOperator.NOT_NULL) {
                throw invalid("Value or AttributeValueList must be used with ComparisonOperator: " + operator
                        + " for Attribute: " + name);
            }
            return LegacyOperator.of(operator).on(name, values(values == null ? List.of() : values));
        }
        if (hasList) {
            throw invalid("AttributeValueList can only be used with a ComparisonOperator for Attribute: " + name);
        }
        if (Boolean.FALSE.equals(expected.exists())) {
            if (single != null) {
                throw invalid("Value cannot be used when Exists is false for Attribute: " + name);
            }
            return item -> item.get(name) == null;
        }
        if (single == null) {
            throw invalid("Value must be provided when Exists is " + expected.exists() + " for Attribute: " + name);
        }
        var value = value(single);
        return item -> value.equals(item.get(name));
    }

    /** What QueryFilter or ScanFilter says. */
    Condition filter(
            Map<String, software.amazon.awssdk.services.dynamodb.model.Condition> filter,
            @Nullable ConditionalOperator operator) {
        checkOperator(operator, filter.size());
        var tests = new ArrayList<Predicate<Item>>();
        filter.forEach((name, condition) -> {
            checkName(name);
            tests.add(
                    LegacyOperator.of(condition.comparisonOperator()).on(name, values(condition.attributeValueList())));
        });
        return joined(tests, filter.keySet(), operator);
    }

    private static Condition joined(
            List<Predicate<Item>> tests, Collection<String> names, @Nullable ConditionalOperator operator) {
        if (tests.isEmpty()) {
            return Condition.NONE;
        }
        boolean isAny = operator == ConditionalOperator.OR;
        return new Condition(
                item -> {
                    for (var test : tests) {
                        if (test.test(item) == isAny) {
                            return isAny;
                        }
                    }
                    return !isAny;
                },
                names.stream().map(Path::of).toList());
    }

    private static void checkOperator(@Nullable ConditionalOperator operator, int elements) {
        if (operator != null && elements == 0) {
            throw new InvalidExpressionException("ConditionalOperator cannot be used without Filter or Expected");
        }
        if (operator != null && elements == 1) {
            throw new InvalidExpressionException(
                    "ConditionalOperator can only be used when Filter or Expected has two or more elements");
        }
    }

    /** What KeyConditions say. */
    KeyTerms keyTerms(Map<String, software.amazon.awssdk.services.dynamodb.model.Condition> conditions) {
        var terms = new ArrayList<KeyTerms.Term>();
        conditions.forEach((name, condition) -> {
            checkName(name);
            var operator = LegacyOperator.of(condition.comparisonOperator());
            var values = values(condition.attributeValueList());
            operator.check(values);
            terms.add(new KeyTerms.Term(name, operator.range(values)));
        });
        if (terms.isEmpty() || terms.size() > 2) {
            throw new InvalidExpressionException("Conditions can be of length 1 or 2 only");
        }
        return new KeyTerms(terms);
    }

    /** What AttributesToGet says. */
    Projection attributes(List<String> names) {
        names.forEach(Legacy::checkName);
        var seen = new HashSet<String>();
        for (var name : names) {
            if (!seen.add(name)) {
                throw invalid("Duplicate value in attribute name: " + name);
            }
        }
        return Projection.attributes(seen);
    }

    List<Value> values(List<AttributeValue> values) {
        return values.stream().map(this::value).toList();
    }

    Value value(AttributeValue value) {
        try {
            return Value.of(value, wording == Wording.ENVELOPED ? Wording.CURRENT : wording);
        } catch (MalformedValueException e) {
            throw new InvalidExpressionException(String.valueOf(e.getMessage()));
        }
    }

    static void checkName(String name) {
        if (name.isEmpty()) {
            throw new InvalidExpressionException("Empty attribute name");
        }
    }

    static InvalidExpressionException invalid(String message) {
        return new InvalidExpressionException(INVALID + message);
    }
}
