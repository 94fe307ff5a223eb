package tarn.services.cloudwatchlogs;

import java.util.function.UnaryOperator;

/** What data protection policies hide of lines. */
final class Masks {

    /** What is done to the texts of a group's lines before they are shown. */
    UnaryOperator<String> of(KeptGroup group, boolean unmasked) {
        return UnaryOperator.identity();
    }
}
