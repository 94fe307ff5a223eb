/**
 * PartiQL as DynamoDB has it: statements of one table, read into what the other operations are asked for.
 *
 * <p>A statement becomes a Query, a Scan, a PutItem, an UpdateItem or a DeleteItem, so that what holds for those holds
 * here. AWS's grammar is published only by example:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html. The faults are those that
 * https://github.com/nubo-db/dynamodb-conformance recorded at AWS, as far as they are known; a statement that cannot be read
 * otherwise is "not well formed" with a detail of our own.
 */
@NullMarked
package tarn.services.dynamodb.partiql;

import org.jspecify.annotations.NullMarked;
