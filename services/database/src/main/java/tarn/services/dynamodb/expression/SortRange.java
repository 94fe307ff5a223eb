package tarn.services.dynamodb.expression;

import tarn.services.dynamodb.value.Value;

/** Which values of a sort key are asked for. */
public sealed interface SortRange {

    /** Whether a value of the sort key's type is among them. */
    boolean contains(Value value);

    record Equal(Value to) implements SortRange {
        @Override
        public boolean contains(Value value) {
            return value.equals(to);
        }
    }

    record Less(Value than) implements SortRange {
        @Override
        public boolean contains(Value value) {
            return Comparator.LESS.test(value, than);
        }
    }

    record AtMost(Value bound) implements SortRange {
        @Override
        public boolean contains(Value value) {
            return Comparator.AT_MOST.test(value, bound);
        }
    }

    record Greater(Value than) implements SortRange {
        @Override
        public boolean contains(Value value) {
            return Comparator.GREATER.test(value, than);
        }
    }

    record AtLeast(Value bound) implements SortRange {
        @Override
        public boolean contains(Value value) {
            return Comparator.AT_LEAST.test(value, bound);
        }
    }

    /** Both bounds are in it. */
    record Between(Value low, Value high) implements SortRange {
        @Override
        public boolean contains(Value value) {
            return Node.Between.isBetween(value, low, high);
        }
    }

    /** Text or bytes that begin so. */
    record BeginsWith(Value prefix) implements SortRange {
        @Override
        public boolean contains(Value value) {
            return Containing.beginsWith(value, prefix);
        }
    }
}
