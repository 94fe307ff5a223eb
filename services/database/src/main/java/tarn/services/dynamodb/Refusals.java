package tarn.services.dynamodb;

import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.expression.InvalidExpressionException;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.MalformedValueException;
import tarn.services.dynamodb.value.Wording;

/** Tells what is wrong with expressions and values as the error that operations answer. */
final class Refusals {

    /** Does work whose expressions and values may be refused. */
    static <T> T of(Supplier<T> work) {
        try {
            return work.get();
        } catch (InvalidExpressionException e) {
            throw DynamoFaults.invalid(String.valueOf(e.getMessage()));
        } catch (MalformedValueException e) {
            throw DynamoFaults.invalid(e.getMessage());
        }
    }

    /** The item or key of a request. */
    static Item item(Map<String, AttributeValue> attributes, Wording wording) {
        return of(() -> Item.of(attributes, wording));
    }

    private Refusals() {}
}
