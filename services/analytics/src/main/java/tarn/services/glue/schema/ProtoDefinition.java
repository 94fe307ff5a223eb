package tarn.services.glue.schema;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A .proto file of version 2 or 3, without groups and extensions, as AWS takes them.
 *
 * @param messages by full name
 * @param enums by full name
 */
record ProtoDefinition(Map<String, Message> messages, Map<String, Enumeration> enums, String canonical)
        implements Definition {

    /** How often a field may stand in a message. */
    enum Label {
        OPTIONAL,
        REQUIRED,
        REPEATED
    }

    /**
     * A field.
     *
     * @param type a scalar's name, {@code map<…>}, or the full name of a message or an enum
     * @param oneof the choice it belongs to; empty if to none
     */
    record Field(int number, String name, Label label, String type, String oneof) {}

    /** A message: its fields by number. */
    record Message(String name, TreeMap<Integer, Field> fields) {}

    /** An enum: its values by number. */
    record Enumeration(String name, TreeMap<Integer, String> values) {}

    static ProtoDefinition parse(String text) throws SchemaFault {
        return new ProtoParser(ProtoTokens.of(text)).parse();
    }

    /*
     * By the wire format: a reader knows fields by their numbers, skips those it does not know, and misses only what it
     * requires. Types that share their bytes may stand for each other.
     */
    @Override
    public Optional<String> unreadable(Definition writer) {
        if (!(writer instanceof ProtoDefinition written)) {
            throw new IllegalArgumentException("Schemas of two languages are not compared");
        }
        for (var message : written.messages().values()) {
            var mine = messages.get(message.name());
            if (mine == null) {
                return Optional.of("Message " + message.name() + " is not known");
            }
            var fault = fault(mine, message, written);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private Optional<String> fault(Message mine, Message theirs, ProtoDefinition written) {
        for (var field : mine.fields().values()) {
            var other = theirs.fields().get(field.number());
            var where = "Field " + field.name() + " (" + field.number() + ") of " + mine.name();
            if (other == null) {
                if (field.label() == Label.REQUIRED) {
                    return Optional.of(where + " is required and was not written");
                }
                continue;
            }
            if (field.label() == Label.REQUIRED && other.label() != Label.REQUIRED) {
                return Optional.of(where + " is required and may be missing");
            }
            if ((field.label() == Label.REPEATED) != (other.label() == Label.REPEATED)) {
                return Optional.of(where + " was " + (other.label() == Label.REPEATED ? "" : "not ") + "repeated");
            }
            if (!kind(field.type()).equals(written.kind(other.type()))) {
                return Optional.of(where + " was written as " + other.type() + ", not " + field.type());
            }
        }
        return choices(mine, theirs);
    }

    /** Fields that were written apart do not fit into one choice, of which the last alone is read. */
    private static Optional<String> choices(Message mine, Message theirs) {
        var taken = new TreeMap<String, Integer>();
        for (var field : mine.fields().values()) {
            var other = theirs.fields().get(field.number());
            if (!field.oneof().isEmpty() && other != null && other.oneof().isEmpty()) {
                taken.merge(field.oneof(), 1, Integer::sum);
            }
        }
        return taken.entrySet().stream()
                .filter(choice -> choice.getValue() > 1)
                .map(choice -> "Several fields of " + mine.name() + " were moved into the oneof " + choice.getKey())
                .findFirst();
    }

    /** Types of one kind have the same bytes. */
    private String kind(String type) {
        return switch (type) {
            case "int32", "int64", "uint32", "uint64", "bool" -> "varint";
            case "sint32", "sint64" -> "zigzag";
            case "fixed32", "sfixed32" -> "fixed32";
            case "fixed64", "sfixed64" -> "fixed64";
            case "string", "bytes" -> "bytes";
            default -> enums.containsKey(type) ? "varint" : type;
        };
    }
}
