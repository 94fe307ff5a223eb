package tarn.services.s3.select;

import java.math.BigDecimal;
import java.util.List;

/** A value in a query. */
sealed interface Datum {

    /** What is not there: a field that a record has not, or one that is null. */
    enum Absent implements Datum {
        MISSING,
        NULL
    }

    /** True or false. */
    enum Truth implements Datum {
        TRUE,
        FALSE;

        static Truth of(boolean value) {
            return value ? TRUE : FALSE;
        }
    }

    /** An integer. */
    record Whole(long value) implements Datum {}

    /** A decimal number. */
    record Exact(BigDecimal value) implements Datum {}

    /** A floating-point number. */
    record Real(double value) implements Datum {}

    /**
     * Text.
     *
     * @param loose whether it is a field of CSV, which may mean a number
     */
    record Text(String value, boolean loose) implements Datum {
        static Text of(String value) {
            return new Text(value, false);
        }
    }

    /** A point in time, with how much of it was said. */
    record Time(Timestamp value) implements Datum {}

    /** A list. */
    record Items(List<Datum> items) implements Datum {}

    /**
     * A structure, or a record as a whole.
     *
     * @param inOrder whether the fields have places beside their names, {@code _1} for the first: those of CSV do
     */
    record Fields(List<Field> fields, boolean inOrder) implements Datum {

        Fields(List<Field> fields) {
            this(fields, false);
        }

        /** The field of that name, if need be without regard to case; MISSING if there is none. */
        Datum get(String name, boolean exactly) {
            Datum similar = Absent.MISSING;
            for (var field : fields) {
                if (field.name().equals(name)) {
                    return field.value();
                }
                if (!exactly && similar == Absent.MISSING && field.name().equalsIgnoreCase(name)) {
                    similar = field.value();
                }
            }
            int place = inOrder && similar == Absent.MISSING ? place(name) : 0;
            return place > 0 && place <= fields.size() ? fields.get(place - 1).value() : similar;
        }

        /** The place, from 1, that a name such as {@code _2} means; 0 if it means none. */
        static int place(String name) {
            boolean placed = name.length() > 1
                    && name.length() < 9
                    && name.charAt(0) == '_'
                    && name.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
            return placed ? Integer.parseInt(name, 1, name.length(), 10) : 0;
        }
    }

    /** A field of a structure. */
    record Field(String name, Datum value) {}

    /** Whether this is neither null nor missing. */
    default boolean present() {
        return !(this instanceof Absent);
    }
}
