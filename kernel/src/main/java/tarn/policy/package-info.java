/**
 * The policy evaluator: AWS's policy documents, compiled once, and the rules by which they decide.
 *
 * <p>It knows no service. What nobody understands (an operator, a version, a value that is not of its kind) never lets
 * anybody in: an {@code Allow} that holds it does not apply, a {@code Deny} does.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy
 *     evaluation logic</a>
 */
@NullMarked
package tarn.policy;

import org.jspecify.annotations.NullMarked;
