package tarn.services.glue.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tarn.services.glue.schema.ProtoDefinition.Enumeration;
import tarn.services.glue.schema.ProtoDefinition.Field;
import tarn.services.glue.schema.ProtoDefinition.Label;
import tarn.services.glue.schema.ProtoDefinition.Message;

/**
 * Reads .proto files. Services and options are passed over; imported types are taken as they are named.
 *
 * @see <a href="https://protobuf.dev/reference/protobuf/proto3-spec/">Protocol Buffers, version 3</a>
 */
final class ProtoParser {

    private static final int NUMBER_MAX = (1 << 29) - 1;
    private static final int DEPTH_MAX = 100;
    private static final Set<String> SCALARS = Set.of(
            "double",
            "float",
            "int32",
            "int64",
            "uint32",
            "uint64",
            "sint32",
            "sint64",
            "fixed32",
            "fixed64",
            "sfixed32",
            "sfixed64",
            "bool",
            "string",
            "bytes");

    /** A message as it stands: types are not looked up before all are known. */
    private record Draft(String name, List<Field> fields, Set<Integer> reserved, Set<String> reservedNames) {}

    private final ProtoTokens tokens;
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Map<String, Enumeration> enums = new LinkedHashMap<>();
    private boolean third;
    private boolean imports;
    private String home = "";

    ProtoParser(ProtoTokens tokens) {
        this.tokens = tokens;
    }

    ProtoDefinition parse() throws SchemaFault {
        while (!tokens.ended()) {
            switch (tokens.next()) {
                case "syntax" -> syntax();
                case "package" -> {
                    home = tokens.path();
                    tokens.expect(";");
                }
                case "import" -> {
                    imports = true;
                    tokens.pass(";");
                }
                case "option" -> tokens.pass(";");
                case "message" -> message(home, 0);
                case "enum" -> enumeration(home);
                case "service" -> {
                    tokens.name();
                    tokens.expect("{");
                    tokens.pass("}");
                }
                case ";" -> {}
                case "extend" -> throw tokens.fault("extensions are not supported");
                case String other -> throw tokens.fault("unexpected '" + other + "'");
            }
        }
        if (drafts.isEmpty()) {
            throw new SchemaFault("The text defines no message");
        }
        var messages = new TreeMap<String, Message>();
        for (var draft : drafts.values()) {
            messages.put(draft.name(), settled(draft));
        }
        return new ProtoDefinition(messages, new TreeMap<>(enums), tokens.text());
    }

    private void syntax() throws SchemaFault {
        tokens.expect("=");
        var version = tokens.next();
        if (!version.matches("[\"']proto[23][\"']")) {
            throw tokens.fault("unknown syntax " + version);
        }
        third = version.contains("3");
        tokens.expect(";");
    }

    private static String within(String parent, String name) {
        return parent.isEmpty() ? name : parent + "." + name;
    }

    private void message(String parent, int depth) throws SchemaFault {
        if (depth > DEPTH_MAX) {
            throw tokens.fault("nested too deeply");
        }
        var draft = new Draft(within(parent, tokens.name()), new ArrayList<>(), new HashSet<>(), new HashSet<>());
        if (drafts.put(draft.name(), draft) != null) {
            throw tokens.fault(draft.name() + " is defined twice");
        }
        tokens.expect("{");
        while (!tokens.skip("}")) {
            switch (tokens.peek()) {
                case "message" -> {
                    tokens.next();
                    message(draft.name(), depth + 1);
                }
                case "enum" -> {
                    tokens.next();
                    enumeration(draft.name());
                }
                case "oneof" -> {
                    tokens.next();
                    oneof(draft);
                }
                case "reserved" -> {
                    tokens.next();
                    reserved(draft);
                }
                case "option" -> tokens.pass(";");
                case ";" -> tokens.next();
                case "extensions", "extend", "group" -> throw tokens.fault(tokens.peek() + " is not supported");
                default -> draft.fields().add(field(""));
            }
        }
    }

    private void oneof(Draft draft) throws SchemaFault {
        var name = tokens.name();
        tokens.expect("{");
        while (!tokens.skip("}")) {
            if (tokens.peek().equals("option")) {
                tokens.pass(";");
            } else {
                draft.fields().add(field(name));
            }
        }
    }

    private void reserved(Draft draft) throws SchemaFault {
        do {
            if (tokens.peek().startsWith("\"") || tokens.peek().startsWith("'")) {
                var quoted = tokens.next();
                draft.reservedNames().add(quoted.substring(1, quoted.length() - 1));
                continue;
            }
            int first = tokens.number();
            int last = first;
            if (tokens.skip("to")) {
                last = tokens.skip("max") ? NUMBER_MAX : tokens.number();
            }
            // What is reserved without end is kept by its beginning only: no list of half a billion numbers.
            for (int i = first; i <= Math.min(last, first + 10_000); i++) {
                draft.reserved().add(i);
            }
        } while (tokens.skip(","));
        tokens.expect(";");
    }

    private Field field(String oneof) throws SchemaFault {
        var label = Label.OPTIONAL;
        boolean labelled = true;
        if (tokens.skip("repeated")) {
            label = Label.REPEATED;
        } else if (tokens.skip("required")) {
            label = Label.REQUIRED;
        } else {
            labelled = tokens.skip("optional");
        }
        if (third && label == Label.REQUIRED) {
            throw tokens.fault("proto3 has no required fields");
        }
        var type = type();
        if (type.startsWith("map<")) {
            label = Label.REPEATED;
        } else if (!third && !labelled && oneof.isEmpty()) {
            throw tokens.fault("a field of proto2 needs a label");
        }
        var name = tokens.name();
        tokens.expect("=");
        int number = tokens.number();
        if (number < 1 || number > NUMBER_MAX || (number >= 19_000 && number < 20_000)) {
            throw tokens.fault("the number " + number + " is not for fields");
        }
        if (tokens.skip("[")) {
            tokens.pass("]");
        }
        tokens.expect(";");
        return new Field(number, name, label, type, oneof);
    }

    private String type() throws SchemaFault {
        if (!tokens.peek().equals("map")) {
            return tokens.path();
        }
        tokens.next();
        if (!tokens.skip("<")) {
            return "map";
        }
        var key = tokens.path();
        tokens.expect(",");
        var value = tokens.path();
        tokens.expect(">");
        if (!SCALARS.contains(key) || Set.of("double", "float", "bytes").contains(key)) {
            throw tokens.fault("a map's key cannot be " + key);
        }
        return "map<" + key + "," + value + ">";
    }

    private void enumeration(String parent) throws SchemaFault {
        var made = new Enumeration(within(parent, tokens.name()), new TreeMap<>());
        if (enums.put(made.name(), made) != null) {
            throw tokens.fault(made.name() + " is defined twice");
        }
        tokens.expect("{");
        boolean first = true;
        while (!tokens.skip("}")) {
            if (tokens.peek().equals("option") || tokens.peek().equals("reserved")) {
                tokens.pass(";");
                continue;
            }
            var name = tokens.name();
            tokens.expect("=");
            int number = tokens.number();
            if (first && third && number != 0) {
                throw tokens.fault("the first value of an enum of proto3 is 0");
            }
            first = false;
            if (tokens.skip("[")) {
                tokens.pass("]");
            }
            tokens.expect(";");
            made.values().putIfAbsent(number, name);
        }
        if (first) {
            throw tokens.fault("an enum needs a value");
        }
    }

    /** The message with its types' full names; fails where numbers or names come twice or a type is not there. */
    private Message settled(Draft draft) throws SchemaFault {
        var fields = new TreeMap<Integer, Field>();
        var names = new HashMap<String, Integer>();
        for (var field : draft.fields()) {
            var type = full(field.type(), draft.name());
            var settled = new Field(field.number(), field.name(), field.label(), type, field.oneof());
            if (fields.put(field.number(), settled) != null || names.put(field.name(), field.number()) != null) {
                throw new SchemaFault("The field " + field.name() + " = " + field.number() + " of " + draft.name()
                        + " has the name or number of another");
            }
            if (draft.reserved().contains(field.number())
                    || draft.reservedNames().contains(field.name())) {
                throw new SchemaFault("The field " + field.name() + " = " + field.number() + " of " + draft.name()
                        + " has a reserved name or number");
            }
        }
        return new Message(draft.name(), fields);
    }

    private String full(String type, String where) throws SchemaFault {
        if (SCALARS.contains(type)) {
            return type;
        }
        if (type.startsWith("map<")) {
            int comma = type.indexOf(',');
            var value = type.substring(comma + 1, type.length() - 1);
            return type.substring(0, comma + 1) + full(value, where) + ">";
        }
        if (type.startsWith(".")) {
            return known(type.substring(1), type);
        }
        for (var scope = where; ; scope = scope.substring(0, scope.lastIndexOf('.'))) {
            var name = scope + "." + type;
            if (drafts.containsKey(name) || enums.containsKey(name)) {
                return name;
            }
            if (scope.indexOf('.') < 0) {
                return known(type, type);
            }
        }
    }

    private String known(String name, String asked) throws SchemaFault {
        if (drafts.containsKey(name) || enums.containsKey(name) || (imports && name.indexOf('.') > 0)) {
            return name;
        }
        throw new SchemaFault("\"" + asked + "\" is not defined");
    }
}
