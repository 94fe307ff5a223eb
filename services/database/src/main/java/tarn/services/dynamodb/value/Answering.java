package tarn.services.dynamodb.value;

import java.util.HashMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Makes the SDK's values of ours. */
final class Answering {

    static AttributeValue value(Value value) {
        return switch (value) {
            case Value.S(var text) -> AttributeValue.fromS(text);
            case N number -> AttributeValue.fromN(number.text());
            case Value.B(var bytes) -> AttributeValue.fromB(bytes);
            case Value.Bool(var truth) -> AttributeValue.fromBool(truth);
            case Value.Null.NULL -> AttributeValue.fromNul(true);
            case Value.M(var values) -> {
                var sdk = HashMap.<String, AttributeValue>newHashMap(values.size());
                values.forEach((name, each) -> sdk.put(name, value(each)));
                yield AttributeValue.fromM(sdk);
            }
            case Value.L(var values) ->
                AttributeValue.fromL(values.stream().map(Answering::value).toList());
            case Value.SS(var values) -> AttributeValue.fromSs(values);
            case Value.NS(var values) ->
                AttributeValue.fromNs(values.stream().map(N::text).toList());
            case Value.BS(var values) -> AttributeValue.fromBs(values);
        };
    }

    private Answering() {}
}
