package tarn.services.glue.schema;

import java.util.Optional;

/** A schema that was read, in one of the languages that schemas are written in. */
public sealed interface Definition permits AvroDefinition, JsonDefinition, ProtoDefinition {

    /** The languages. */
    enum Language {
        AVRO,
        JSON,
        PROTOBUF
    }

    /**
     * Reads a text.
     *
     * @throws SchemaFault if it is no schema of the language; the message says why
     */
    static Definition parse(Language language, String text) throws SchemaFault {
        return switch (language) {
            case AVRO -> AvroDefinition.parse(text);
            case JSON -> JsonDefinition.parse(text);
            case PROTOBUF -> ProtoDefinition.parse(text);
        };
    }

    /** The same for all texts that differ in white space, comments and the order of what has none only. */
    String canonical();

    /**
     * Why somebody who reads by this schema cannot read all that was written by another of the same language; empty if he
     * can.
     */
    Optional<String> unreadable(Definition writer);
}
