/**
 * DynamoDB's expressions, and the older parameters that stand for them.
 *
 * <p>A text is parsed once into a template, which a bounded cache keeps; a request binds its names and values to it, where
 * AWS's checks are made; what comes out tests and changes items without building trees for each. The older parameters
 * ({@code Expected}, {@code AttributeUpdates}, {@code KeyConditions}…) become the same compiled forms.
 *
 * <p>Which fault is told where an expression has several follows what AWS's own DynamoDB Local tells, and the tests of
 * dynalite and of https://github.com/nubo-db/dynamodb-conformance, which were recorded at AWS.
 */
@NullMarked
package tarn.services.dynamodb.expression;

import org.jspecify.annotations.NullMarked;
