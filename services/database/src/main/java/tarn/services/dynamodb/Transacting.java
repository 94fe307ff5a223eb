package tarn.services.dynamodb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import tarn.kernel.Part;
import tarn.services.dynamodb.expression.Plans;
import tarn.services.dynamodb.expression.Projection;
import tarn.services.dynamodb.value.Wording;

/** TransactWriteItems and TransactGetItems. */
final class Transacting implements DynamoDbClient, Part {

    private final Transactions transactions;
    private final ItemCollections collections;
    private final Gauges gauges;

    Transacting(Transactions transactions, ItemCollections collections, Gauges gauges) {
        this.transactions = transactions;
        this.collections = collections;
        this.gauges = gauges;
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
        return gauges.told("TransactWriteItems", null, () -> write(request));
    }

    private TransactWriteItemsResponse write(TransactWriteItemsRequest request) {
        var deeds = request.transactItems().stream().map(Deed::of).toList();
        var outcome = transactions.write(deeds, request.clientRequestToken());
        var metrics = new LinkedHashMap<String, List<ItemCollectionMetrics>>();
        for (var place : outcome.placed()) {
            var told = collections.told(request.returnItemCollectionMetrics(), place.table(), place.key());
            if (told != null) {
                metrics.computeIfAbsent(place.table().name(), name -> new ArrayList<>())
                        .add(told);
            }
        }
        return TransactWriteItemsResponse.builder()
                .consumedCapacity(told(outcome.consumed(), request.returnConsumedCapacity()))
                .itemCollectionMetrics(metrics.isEmpty() ? null : Map.copyOf(metrics))
                .build();
    }

    @Override
    public TransactGetItemsResponse transactGetItems(TransactGetItemsRequest request) {
        return gauges.told("TransactGetItems", null, () -> get(request));
    }

    private TransactGetItemsResponse get(TransactGetItemsRequest request) {
        var sought = new ArrayList<Transactions.Sought>();
        var projections = new ArrayList<Projection>();
        for (var action : request.transactItems()) {
            var get = action.get();
            projections.add(Refusals.of(() -> Plans.of(get)));
            sought.add(new Transactions.Sought(get.tableName(), Refusals.item(get.key(), Wording.OLDER)));
        }
        var found = transactions.read(sought);
        var responses = new ArrayList<ItemResponse>();
        for (int i = 0; i < sought.size(); i++) {
            var item = found.items().get(i);
            var projection = projections.get(i);
            responses.add(ItemResponse.builder()
                    .item(item == null ? null : projection.of(item).toSdk())
                    .build());
        }
        return TransactGetItemsResponse.builder()
                .responses(responses)
                .consumedCapacity(told(found.consumed(), request.returnConsumedCapacity()))
                .build();
    }

    /** What each table is told to have served; null if nobody asked. */
    static @Nullable List<ConsumedCapacity> told(
            Collection<Consumed> consumed, @Nullable ReturnConsumedCapacity asked) {
        if (asked == null || asked == ReturnConsumedCapacity.NONE) {
            return null;
        }
        return consumed.stream()
                .map(each -> each.toldApart(asked))
                .filter(Objects::nonNull)
                .toList();
    }
}
