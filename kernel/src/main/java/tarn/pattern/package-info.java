/**
 * Event patterns: which JSON documents somebody wants to see. EventBridge's rules, its archives, pipes and Lambda's event
 * source filters are written in them.
 *
 * <p>Where we differ from AWS: in an array of objects all conditions must hold for one and the same element, and a field
 * counts as absent if it is absent from one element; AWS asks the latter of all.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html">Comparison
 *     operators</a>
 */
@NullMarked
package tarn.pattern;

import org.jspecify.annotations.NullMarked;
