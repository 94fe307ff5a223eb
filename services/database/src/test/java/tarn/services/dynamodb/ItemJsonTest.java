package tarn.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import tarn.kernel.JsonAnswer;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.RandomItems;
import tarn.services.dynamodb.value.Wording;
import tarn.wire.codec.JsonCodec;
import tarn.wire.codec.Notation;
import tarn.wire.codec.Shape;

/** What is written straight as JSON is what the SDK would have written. */
class ItemJsonTest {

    private static final int TRIES = 2_000;

    private static <T> T read(JsonAnswer answer, Class<T> type) {
        var body = answer.body();
        assertThat(body).isNotNull();
        var shape = Shape.of(type.asSubclass(software.amazon.awssdk.core.SdkPojo.class));
        var builder = shape.builder();
        new JsonCodec(Notation.JSON).read(new ByteArrayInputStream(body), shape, builder);
        return type.cast(Shape.build(builder));
    }

    @Test
    void anItemIsReadAsItWasKept() {
        long seed = 5;
        var random = new RandomItems(new Random(seed));
        for (int i = 0; i < TRIES; i++) {
            var stored = ItemCodec.encode(Item.of(random.item(), Wording.CURRENT));
            var answer = new JsonAnswer();
            new ItemJson(0).raw("{\"Item\":").item(stored).raw("}").into(answer);
            assertThat(read(answer, GetItemResponse.class).item())
                    .as("seed %d, item %d", seed, i)
                    .isEqualTo(ItemCodec.toSdk(stored));
        }
    }

    @Test
    void aPageHasItemsCountsAndItsEnd() {
        var random = new RandomItems(new Random(6));
        var items = List.of(
                ItemCodec.encode(Item.of(random.item(), Wording.CURRENT)),
                ItemCodec.encode(Item.of(random.item(), Wording.CURRENT)));
        var last = Item.of(random.item(), Wording.CURRENT);
        var page = new Walking.Page(items, 2, 7, 100, last, List.of());
        var answer = new JsonAnswer();
        new ItemJson(0).page(page, false).into(answer);
        assertThat(read(answer, QueryResponse.class))
                .isEqualTo(QueryResponse.builder()
                        .items(page.toSdk())
                        .count(2)
                        .scannedCount(7)
                        .lastEvaluatedKey(last.toSdk())
                        .build());
    }
}
