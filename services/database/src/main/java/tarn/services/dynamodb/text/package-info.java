/** Items as text, as exports write them and imports read them: DynamoDB's JSON, Amazon Ion, and comma-separated values. */
@NullMarked
package tarn.services.dynamodb.text;

import org.jspecify.annotations.NullMarked;
