package tarn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.CrawlerTargets;
import software.amazon.awssdk.services.glue.model.JoinType;
import software.amazon.awssdk.services.glue.model.S3Target;
import software.amazon.awssdk.services.glue.model.SerDeInfo;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.TableInput;
import tarn.kernel.testing.Golden;
import tarn.store.Formats;

class SdkCodecTest {

    record Table(String name, TableInput input, @Nullable CrawlerTargets targets, long version) {}

    private static final TableInput INPUT = TableInput.builder()
            .name("t")
            .retention(3)
            .parameters(Map.of("z", "1", "a", "2", "m", "3"))
            .storageDescriptor(StorageDescriptor.builder()
                    .columns(
                            Column.builder().name("c").type("int").build(),
                            Column.builder()
                                    .name("d")
                                    .type("string")
                                    .parameters(Map.of())
                                    .build())
                    .bucketColumns(List.of())
                    .compressed(false)
                    .serdeInfo(SerDeInfo.builder().serializationLibrary("x.Y").build())
                    .build())
            .build();

    @Test
    void anSdkObjectIsReadAsItWasWritten() {
        var table = new Table(
                "t",
                INPUT,
                CrawlerTargets.builder()
                        .s3Targets(S3Target.builder().path("s3://b/").build())
                        .build(),
                7);
        var format = Formats.record(Table.class);
        assertThat(format.decode(format.encode(table), 1)).isEqualTo(table);
    }

    @Test
    void whatWasNeverSetStaysUnsetAndWhatWasSetToNothingStaysSet() {
        var format = Formats.record(Table.class);
        var read =
                format.decode(format.encode(new Table("t", INPUT, null, 0)), 1).input();
        assertThat(read.hasPartitionKeys()).isFalse();
        assertThat(read.storageDescriptor().hasSortColumns()).isFalse();
        assertThat(read.storageDescriptor().hasBucketColumns()).isTrue();
        assertThat(read.storageDescriptor().columns().getLast().hasParameters()).isTrue();
        assertThat(read.storageDescriptor().columns().getFirst().hasParameters())
                .isFalse();
        assertThat(read.description()).isNull();
    }

    @Test
    void theFormIsThatOfTheGoldenFile() {
        Golden.check("format/sdk", Formats.record(Table.class), new Table("t", INPUT, null, 1));
    }

    @Test
    void anEnumOfTheSdkIsKept() {
        record Join(JoinType type) {}
        var format = Formats.record(Join.class);
        assertThat(format.decode(format.encode(new Join(JoinType.LEFT)), 1)).isEqualTo(new Join(JoinType.LEFT));
    }
}
