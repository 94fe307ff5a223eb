/**
 * What a service may ask of the engine that runs functions, in JDK types only.
 *
 * <p>The way of a call: {@link tarn.engines.functions.FunctionEngine#start} makes an environment of a
 * {@link tarn.engines.functions.FunctionPlan}, one process under the Lambda Runtime API;
 * {@link tarn.engines.functions.FunctionEnvironment#initialise} waits until it asks for its first event, and
 * {@link tarn.engines.functions.FunctionEnvironment#invoke} gives it one event at a time. What becomes of it is a
 * {@link tarn.engines.functions.FunctionOutcome}; what the engine itself cannot do is a
 * {@link tarn.engines.functions.FunctionFailure}.
 */
@NullMarked
package tarn.engines.functions;

import org.jspecify.annotations.NullMarked;
