package tarn.services.dynamodb.expression;

import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.Value;

/**
 * Which items of a table or an index a query reads.
 *
 * @param partition the value of the partition key
 * @param sort which values of the sort key; null for all
 */
public record KeyCondition(Value partition, @Nullable SortRange sort) {}
