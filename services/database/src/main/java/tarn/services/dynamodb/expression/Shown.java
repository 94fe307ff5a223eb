package tarn.services.dynamodb.expression;

import java.util.stream.Collectors;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Value;

/** Values as AWS's faults write them, such as {@code {S:text}}. */
final class Shown {

    private Shown() {}

    static String value(Value value) {
        var inner = switch (value) {
            case Value.S(var text) -> text;
            case N number -> number.text();
            case Value.B(var bytes) ->
                "java.nio.HeapByteBuffer[pos=0 lim=" + bytes.asByteArrayUnsafe().length + " cap="
                        + bytes.asByteArrayUnsafe().length + "]";
            case Value.Bool(var truth) -> Boolean.toString(truth);
            case Value.Null nothing -> "true";
            case Value.M(var values) ->
                values.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + value(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case Value.L(var values) -> values.stream().map(Shown::value).collect(Collectors.joining(", ", "[", "]"));
            case Value.SS(var values) -> values.toString();
            case Value.NS(var values) -> values.stream().map(N::text).collect(Collectors.joining(", ", "[", "]"));
            case Value.BS(var values) -> values.toString();
        };
        return "{" + value.type() + ":" + inner + "}";
    }

    /** The types as the faults of update expressions call them. */
    static String longType(Value value) {
        return switch (value) {
            case Value.S s -> "STRING";
            case N n -> "NUMBER";
            case Value.B b -> "BINARY";
            case Value.Bool truth -> "BOOLEAN";
            case Value.Null nothing -> "NULL";
            case Value.M m -> "MAP";
            case Value.L l -> "LIST";
            case Value.SS ss -> "STRING_SET";
            case Value.NS ns -> "NUMBER_SET";
            case Value.BS bs -> "BINARY_SET";
        };
    }
}
