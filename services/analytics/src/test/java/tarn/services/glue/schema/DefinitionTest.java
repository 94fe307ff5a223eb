package tarn.services.glue.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tarn.services.glue.schema.Definition.Language;

/** Who can read what was written by another schema. */
class DefinitionTest {

    private static Definition avro(String fields) throws SchemaFault {
        return Definition.parse(Language.AVRO, "{\"type\":\"record\",\"name\":\"r\",\"fields\":[" + fields + "]}");
    }

    private static Definition json(String text) throws SchemaFault {
        return Definition.parse(Language.JSON, text.replace('`', '"'));
    }

    private static Definition proto(String text) throws SchemaFault {
        return Definition.parse(Language.PROTOBUF, "syntax = \"proto3\"; " + text);
    }

    private static boolean reads(Definition reader, Definition writer) {
        return reader.unreadable(writer).isEmpty();
    }

    @Test
    void avroReadersNeedDefaultsForWhatWasNotWritten() throws Exception {
        var id = "{\"name\":\"id\",\"type\":\"long\"}";
        var old = avro(id);
        var bare = avro(id + ",{\"name\":\"city\",\"type\":\"string\"}");
        var defaulted = avro(id + ",{\"name\":\"city\",\"type\":\"string\",\"default\":\"\"}");
        assertThat(bare.unreadable(old))
                .hasValueSatisfying(why -> assertThat(why).contains("city"));
        assertThat(reads(defaulted, old)).isTrue();
        assertThat(reads(old, bare)).isTrue();
        assertThat(reads(avro("{\"name\":\"id\",\"type\":\"int\"}"), old)).isFalse();
        assertThat(reads(old, avro("{\"name\":\"id\",\"type\":\"int\"}"))).isTrue();
    }

    @Test
    void textsThatDifferInWhiteSpaceAreOneSchema() throws Exception {
        assertThat(Definition.parse(Language.AVRO, " \"string\" ").canonical())
                .isEqualTo(Definition.parse(Language.AVRO, "\"string\"").canonical());
        assertThat(json("{`type`:`object`, `title`:`t`}").canonical())
                .isEqualTo(json("{ `title`:`t`,`type`:`object`}").canonical());
        assertThat(proto("message A { // one\n int32 a = 1; }").canonical())
                .isEqualTo(proto("message A {\n int32 a=1; /* two */ }").canonical());
    }

    @Test
    void jsonReadersTakeOptionalMembersAndRefuseRequiredOnes() throws Exception {
        var old = json("{`type`:`object`,`properties`:{`id`:{`type`:`integer`}},`required`:[`id`]}");
        var more = json("{`type`:`object`,`properties`:{`id`:{`type`:`integer`},`city`:{`type`:`string`}},"
                + "`required`:[`id`]}");
        var needed = json("{`type`:`object`,`properties`:{`id`:{`type`:`integer`},`city`:{`type`:`string`}},"
                + "`required`:[`id`,`city`]}");
        assertThat(reads(more, old)).isTrue();
        assertThat(reads(old, more)).isTrue();
        assertThat(needed.unreadable(old))
                .hasValueSatisfying(why -> assertThat(why).contains("city is required"));
        assertThat(reads(old, needed)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{`type`:`number`}|{`type`:`integer`}|true",
                "{`type`:`integer`}|{`type`:`number`}|false",
                "{`type`:[`string`,`null`]}|{`type`:`string`}|true",
                "{`type`:`string`}|{`type`:[`string`,`null`]}|false",
                "{`enum`:[1,2,3]}|{`enum`:[1,2]}|true",
                "{`enum`:[1]}|{`enum`:[1,2]}|false",
                "{`type`:`string`}|{`enum`:[`a`]}|true",
                "{`type`:`string`,`maxLength`:9}|{`type`:`string`,`maxLength`:5}|true",
                "{`type`:`string`,`maxLength`:5}|{`type`:`string`,`maxLength`:9}|false",
                "{`type`:`string`,`maxLength`:5}|{`type`:`string`}|false",
                "{`type`:`number`,`minimum`:0}|{`type`:`number`,`minimum`:1}|true",
                "{`type`:`number`,`multipleOf`:2}|{`type`:`number`,`multipleOf`:4}|true",
                "{`type`:`number`,`multipleOf`:4}|{`type`:`number`,`multipleOf`:2}|false",
                "{`items`:{`type`:`number`}}|{`items`:{`type`:`string`}}|false",
                "{`anyOf`:[{`type`:`string`},{`type`:`null`}]}|{`type`:`null`}|true",
                "{`type`:`null`}|{`anyOf`:[{`type`:`string`},{`type`:`null`}]}|false",
                "{`properties`:{`a`:{`type`:`string`}}}|{`properties`:{`a`:{`type`:`number`}}}|false",
                "{`properties`:{},`additionalProperties`:false}|{`properties`:{`a`:{}},`additionalProperties`:false}|false",
                "{`properties`:{`a`:{}},`additionalProperties`:false}|{`properties`:{},`additionalProperties`:false}|true",
                "{`additionalProperties`:false}|{}|false",
                "{`allOf`:[{`type`:`string`},{`maxLength`:3}]}|{`type`:`string`,`maxLength`:2}|true",
                "{`pattern`:`a`}|{`pattern`:`b`}|false",
                "true|{`type`:`string`}|true",
                "false|{`type`:`string`}|false"
            })
    void jsonReadersTakeWhatIsNarrower(String reader, String writer, boolean reads) throws Exception {
        assertThat(reads(json(reader), json(writer))).isEqualTo(reads);
    }

    @Test
    void jsonSchemasMayReferToThemselves() throws Exception {
        var tree = "{`definitions`:{`t`:{`type`:`object`,`properties`:{`v`:{`type`:`%s`},`next`:{`$ref`:"
                + "`#/definitions/t`}}}},`$ref`:`#/definitions/t`}";
        assertThat(reads(json(tree.formatted("number")), json(tree.formatted("integer"))))
                .isTrue();
        assertThat(reads(json(tree.formatted("integer")), json(tree.formatted("number"))))
                .isFalse();
    }

    @Test
    void protobufKnowsFieldsByTheirNumbers() throws Exception {
        var old = proto("message A { int32 id = 1; string name = 2; }");
        assertThat(reads(proto("message A { int64 id = 1; bytes title = 2; repeated string tags = 3; }"), old))
                .isTrue();
        assertThat(reads(proto("message A { int32 id = 1; }"), old)).isTrue();
        assertThat(reads(proto("message A { string id = 1; string name = 2; }"), old))
                .isFalse();
        assertThat(reads(proto("message A { repeated int32 id = 1; string name = 2; }"), old))
                .isFalse();
        assertThat(reads(proto("message B { int32 id = 1; }"), old)).isFalse();
        assertThat(reads(proto("message A { oneof x { int32 id = 1; string name = 2; } }"), old))
                .isFalse();
        assertThat(reads(proto("message A { E id = 1; string name = 2; } enum E { ZERO = 0; }"), old))
                .isTrue();
    }

    @Test
    void requiredFieldsOfProtobufMustHaveBeenWritten() throws Exception {
        var old = Definition.parse(Language.PROTOBUF, "syntax=\"proto2\"; message A { optional int32 id = 1; }");
        var next = Definition.parse(
                Language.PROTOBUF, "syntax=\"proto2\"; message A { optional int32 id = 1; required string name = 2; }");
        assertThat(next.unreadable(old))
                .hasValueSatisfying(why -> assertThat(why).contains("name (2)"));
        assertThat(reads(old, next)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AVRO|{`type`:`record`}",
                "AVRO|{`type`:`record`,`name`:`r`,`fields`:[{`name`:`a`,`type`:`nonsense`}]}",
                "AVRO|not json",
                "AVRO|`text`",
                "JSON|{`type`:`text`}",
                "JSON|{`type`:`string`,`pattern`:`(`}",
                "JSON|{`type`:`string`",
                "JSON|[]",
                "JSON|{`$schema`:`https://json-schema.org/draft/2020-12/schema`}",
                "PROTOBUF|message A { int32 a = 1; int32 b = 1; }",
                "PROTOBUF|syntax = `proto3`; message A { Missing a = 1; }",
                "PROTOBUF|syntax = `proto3`; message A { int32 a = 0; }",
                "PROTOBUF|syntax = `proto3`; message A { int32 a = 1 }",
                "PROTOBUF|syntax = `proto3`; message A { reserved 2, 4 to 6; int32 a = 5; }",
                "PROTOBUF|syntax = `proto9`; message A { }",
                "PROTOBUF|message A {"
            })
    void whatIsNoSchemaIsRefusedWithTheReason(Language language, String text) {
        assertThatThrownBy(() -> Definition.parse(language, text.replace('`', '"')))
                .isInstanceOf(SchemaFault.class)
                .hasMessageMatching("(?s).{5,}");
    }

    @Test
    void protobufOfEveryKindIsRead() throws Exception {
        var read = (ProtoDefinition) Definition.parse(Language.PROTOBUF, """
                syntax = "proto3";
                package shop.v1;
                import "google/protobuf/timestamp.proto";
                option java_package = "x.y";
                message Order {
                  message Line { string sku = 1 [deprecated = true]; uint32 count = 2; }
                  enum State { NEW = 0; PAID = 1; }
                  reserved 9, 20 to max; reserved "old";
                  repeated Line lines = 1;
                  State state = 2;
                  map<string, Line> by_sku = 3;
                  oneof by { string mail = 4; int64 customer = 5; }
                  optional google.protobuf.Timestamp at = 6;
                }
                service Orders { rpc Get(Order) returns (Order) { option x = 1; } }
                """);
        assertThat(read.messages()).containsOnlyKeys("shop.v1.Order", "shop.v1.Order.Line");
        var order = java.util.Objects.requireNonNull(read.messages().get("shop.v1.Order"));
        assertThat(order.fields().values())
                .extracting(ProtoDefinition.Field::type)
                .contains("shop.v1.Order.Line", "map<string,shop.v1.Order.Line>");
        assertThat(order.fields().values())
                .extracting(ProtoDefinition.Field::oneof)
                .contains("by");
    }

    @Test
    void theDifferenceIsAJsonPatch() {
        assertThat(JsonPatch.between("{\"a\":1,\"b\":[1,2]}", "{\"b\":[1],\"c/d\":true}"))
                .isEqualTo("[{\"op\":\"remove\",\"path\":\"/a\"},{\"op\":\"remove\",\"path\":\"/b/1\"},"
                        + "{\"op\":\"add\",\"path\":\"/c~1d\",\"value\":true}]");
    }
}
