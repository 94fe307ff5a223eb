package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.divisionByZero;
import static tarn.services.s3.select.SelectFaults.integerOverflow;
import static tarn.services.s3.select.SelectFaults.invalidDataType;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.services.s3.select.Datum.Absent;
import tarn.services.s3.select.Datum.Exact;
import tarn.services.s3.select.Datum.Real;
import tarn.services.s3.select.Datum.Text;
import tarn.services.s3.select.Datum.Whole;

/** Reckoning: whole numbers stay whole, decimals exact, and with a floating-point number everything floats. */
final class Numbers {

    private static final int DIGITS_MAX = 400;

    /** The number that a value is, or that a field of CSV means. */
    static Optional<Datum> of(Datum value) {
        return switch (value) {
            case Whole _, Exact _, Real _ -> Optional.of(value);
            case Text text -> text.loose() ? read(text.value()) : Optional.empty();
            case Datum _ -> Optional.empty();
        };
    }

    /** The number that a text spells. */
    static Optional<Datum> read(String text) {
        var digits = text.strip();
        if (digits.isEmpty() || digits.length() > DIGITS_MAX || "+-.0123456789".indexOf(digits.charAt(0)) < 0) {
            return Optional.empty();
        }
        try {
            boolean plain = digits.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
            if (plain && digits.length() < 19) {
                return Optional.of(new Whole(Long.parseLong(digits)));
            }
            var exact = new BigDecimal(digits);
            if (Math.abs((long) exact.scale()) > DIGITS_MAX) {
                return Optional.of(new Real(exact.doubleValue()));
            }
            return Optional.of(narrowed(exact, plain));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Datum narrowed(BigDecimal exact, boolean whole) {
        boolean fits = whole && exact.toBigInteger().bitLength() < Long.SIZE;
        return fits ? new Whole(exact.longValueExact()) : new Exact(exact);
    }

    static Datum negated(Datum value) {
        return switch (operand(value)) {
            case null -> Absent.NULL;
            case Whole whole -> new Whole(exactly(() -> Math.negateExact(whole.value())));
            case Exact exact -> new Exact(exact.value().negate());
            case Real real -> new Real(-real.value());
            case Datum _ -> throw invalidDataType();
        };
    }

    static Datum reckoned(char sign, Datum left, Datum right) {
        var one = operand(left);
        var two = operand(right);
        if (one == null || two == null) {
            return Absent.NULL;
        }
        if (one instanceof Whole a && two instanceof Whole b) {
            return new Whole(whole(sign, a.value(), b.value()));
        }
        if (one instanceof Real || two instanceof Real) {
            return new Real(real(sign, real(one), real(two)));
        }
        return new Exact(exact(sign, exact(one), exact(two)));
    }

    private static @Nullable Datum operand(Datum value) {
        return value.present() ? of(value).orElseThrow(SelectFaults::invalidDataType) : null;
    }

    private static long whole(char sign, long a, long b) {
        return switch (sign) {
            case '+' -> exactly(() -> Math.addExact(a, b));
            case '-' -> exactly(() -> Math.subtractExact(a, b));
            case '*' -> exactly(() -> Math.multiplyExact(a, b));
            default -> {
                if (b == 0) {
                    throw divisionByZero();
                }
                yield sign == '/' ? exactly(() -> Math.divideExact(a, b)) : a % b;
            }
        };
    }

    private static long exactly(java.util.function.LongSupplier reckoning) {
        try {
            return reckoning.getAsLong();
        } catch (ArithmeticException e) {
            throw integerOverflow();
        }
    }

    private static double real(char sign, double a, double b) {
        return switch (sign) {
            case '+' -> a + b;
            case '-' -> a - b;
            case '*' -> a * b;
            case '/' -> a / b;
            default -> a % b;
        };
    }

    private static BigDecimal exact(char sign, BigDecimal a, BigDecimal b) {
        return switch (sign) {
            case '+' -> a.add(b);
            case '-' -> a.subtract(b);
            case '*' -> a.multiply(b, MathContext.DECIMAL128);
            default -> {
                if (b.signum() == 0) {
                    throw divisionByZero();
                }
                yield sign == '/' ? a.divide(b, MathContext.DECIMAL128) : a.remainder(b);
            }
        };
    }

    static double real(Datum number) {
        return switch (number) {
            case Whole whole -> whole.value();
            case Exact exact -> exact.value().doubleValue();
            case Real real -> real.value();
            case Datum _ -> throw invalidDataType();
        };
    }

    static BigDecimal exact(Datum number) {
        return switch (number) {
            case Whole whole -> BigDecimal.valueOf(whole.value());
            case Exact exact -> exact.value();
            case Real real -> {
                if (!Double.isFinite(real.value())) {
                    throw integerOverflow();
                }
                yield BigDecimal.valueOf(real.value());
            }
            case Datum _ -> throw invalidDataType();
        };
    }

    /** How two numbers compare. */
    static int compare(Datum one, Datum two) {
        if (one instanceof Whole a && two instanceof Whole b) {
            return Long.compare(a.value(), b.value());
        }
        return one instanceof Real || two instanceof Real
                ? Double.compare(real(one), real(two))
                : exact(one).compareTo(exact(two));
    }

    private Numbers() {}
}
