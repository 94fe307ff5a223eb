package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Value;

/** The functions of expressions: where they may stand, what they take and what they say. */
enum Function {
    ATTRIBUTE_EXISTS("attribute_exists", 1, Place.CONDITION, true, false) {
        @Override
        void checkTypes(List<Operand> arguments, Slots slots) {
            requirePath(arguments.getFirst());
        }

        @Override
        boolean test(List<Operand> arguments, Slots slots, Item item) {
            return arguments.getFirst().of(slots, item) != null;
        }
    },
    ATTRIBUTE_NOT_EXISTS("attribute_not_exists", 1, Place.CONDITION, true, false) {
        @Override
        void checkTypes(List<Operand> arguments, Slots slots) {
            requirePath(arguments.getFirst());
        }

        @Override
        boolean test(List<Operand> arguments, Slots slots, Item item) {
            return arguments.getFirst().of(slots, item) == null;
        }
    },
    ATTRIBUTE_TYPE("attribute_type", 2, Place.CONDITION, true, false) {
        @Override
        void checkTypes(List<Operand> arguments, Slots slots) {
            var type = arguments.get(1).type(slots);
            if (!(arguments.get(1) instanceof Operand.ValueAt(var slot))
                    || !(slots.value(slot) instanceof Value.S(var name))) {
                throw Operands.incorrectType(word(), type == null ? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}" : type);
            }
            if (!TYPES.contains(name)) {
                throw new InvalidExpressionException("Invalid attribute type name found; type: " + name
                        + ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
            }
        }

        @Override
        boolean test(List<Operand> arguments, Slots slots, Item item) {
            var value = arguments.getFirst().of(slots, item);
            return value != null
                    && arguments.get(1).of(slots, item) instanceof Value.S(var name)
                    && value.type().equals(name);
        }
    },
    BEGINS_WITH("begins_with", 2, Place.CONDITION, true, false) {
        @Override
        void checkTypes(List<Operand> arguments, Slots slots) {
            for (var argument : arguments) {
                var type = argument.type(slots);
                if (type != null && !type.equals("S") && !type.equals("B")) {
                    throw Operands.incorrectType(word(), type);
                }
            }
        }

        @Override
        boolean test(List<Operand> arguments, Slots slots, Item item) {
            return Containing.beginsWith(
                    arguments.getFirst().of(slots, item), arguments.get(1).of(slots, item));
        }
    },
    CONTAINS("contains", 2, Place.CONDITION, true, false) {
        @Override
        boolean test(List<Operand> arguments, Slots slots, Item item) {
            return Containing.contains(
                    arguments.getFirst().of(slots, item), arguments.get(1).of(slots, item));
        }
    },
    SIZE("size", 1, Place.CONDITION, false, true) {
        @Override
        void checkTypes(List<Operand> arguments, Slots slots) {
            var type = arguments.getFirst().type(slots);
            if (type != null && (type.equals("N") || type.equals("BOOL") || type.equals("NULL"))) {
                throw Operands.incorrectType(word(), type);
            }
        }

        @Override
        @Nullable
        Value of(List<Operand> arguments, Slots slots, Item item) {
            return Containing.size(arguments.getFirst().of(slots, item));
        }

        @Override
        String type() {
            return "N";
        }
    },
    IF_NOT_EXISTS("if_not_exists", 2, Place.UPDATE, true, true) {
        @Override
        void checkTypes(List<Operand> arguments, Slots slots) {
            requirePath(arguments.getFirst());
        }

        @Override
        Value of(List<Operand> arguments, Slots slots, Item item) {
            var present = arguments.getFirst().of(slots, item);
            return present == null ? Operands.present(arguments.get(1), slots, item) : present;
        }
    },
    LIST_APPEND("list_append", 2, Place.UPDATE, true, false) {
        @Override
        void checkTypes(List<Operand> arguments, Slots slots) {
            for (var argument : arguments) {
                var type = argument.type(slots);
                if (type != null && !type.equals("L")) {
                    throw Operands.incorrectType(word(), type);
                }
            }
        }

        @Override
        Value of(List<Operand> arguments, Slots slots, Item item) {
            var all = new ArrayList<Value>();
            for (var argument : arguments) {
                if (!(Operands.present(argument, slots, item) instanceof Value.L(var values))) {
                    throw Operands.incorrectOperand();
                }
                all.addAll(values);
            }
            return new Value.L(all);
        }

        @Override
        String type() {
            return "L";
        }
    };

    /** Which expressions have the function. */
    enum Place {
        CONDITION("a condition"),
        UPDATE("an update");

        private final String article;

        Place(String article) {
            this.article = article;
        }

        String article() {
            return article;
        }
    }

    private static final List<String> TYPES = List.of("S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS");
    private static final Map<String, Function> BY_NAME = new HashMap<>();

    static {
        for (var function : values()) {
            BY_NAME.put(function.word, function);
        }
    }

    private final String word;
    private final int operands;
    private final Place place;
    private final boolean whole;
    private final boolean operand;

    Function(String word, int operands, Place place, boolean whole, boolean operand) {
        this.word = word;
        this.operands = operands;
        this.place = place;
        this.whole = whole;
        this.operand = operand;
    }

    static @Nullable Function named(String word) {
        return BY_NAME.get(word);
    }

    String word() {
        return word;
    }

    Place place() {
        return place;
    }

    /** Whether a call may be all of a condition, or of what an update sets. */
    boolean isWhole() {
        return whole;
    }

    /** Whether a call may be an operand of something else. */
    boolean isOperand() {
        return operand;
    }

    /** Refuses arguments that no item could make right. */
    void check(List<Operand> arguments, Slots slots) {
        if (arguments.size() != operands) {
            throw new InvalidExpressionException(
                    "Incorrect number of operands for operator or function; operator or function: " + word
                            + ", number of operands: " + arguments.size());
        }
        if (place == Place.CONDITION) {
            Operands.checkDistinct(word, arguments, slots);
        }
        checkTypes(arguments, slots);
    }

    void checkTypes(List<Operand> arguments, Slots slots) {}

    void requirePath(Operand operand) {
        if (!(operand instanceof Operand.PathAt)) {
            throw new InvalidExpressionException(
                    "Operator or function requires a document path; operator or function: " + word);
        }
    }

    boolean test(List<Operand> arguments, Slots slots, Item item) {
        throw new IllegalStateException(word);
    }

    @Nullable
    Value of(List<Operand> arguments, Slots slots, Item item) {
        throw new IllegalStateException(word);
    }

    /** The type of what it gives, if that is always the same. */
    @Nullable
    String type() {
        return null;
    }
}
