/**
 * What an item is made of: values as DynamoDB has them, numbers exact to 38 digits, sizes as AWS counts them, and the
 * way from and to the SDK's {@code AttributeValue}, which is never kept.
 *
 * <p>Values are canonical: a number has one text, a set one order, a map one order of its names. So two values are equal
 * where DynamoDB takes them for equal, and so are their encodings.
 */
@NullMarked
package tarn.services.dynamodb.value;

import org.jspecify.annotations.NullMarked;
