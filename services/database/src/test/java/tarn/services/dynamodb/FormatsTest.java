package tarn.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.BackupType;
import software.amazon.awssdk.services.dynamodb.model.DestinationStatus;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ImportTableDescription;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import tarn.kernel.testing.Golden;
import tarn.kernel.testing.TestPlatform;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Value;
import tarn.services.dynamodb.value.Wording;
import tarn.store.Key;

/** What is on disk stays readable: each kind of record against the bytes that its first version wrote. */
class FormatsTest {

    private static final Instant THEN = Instant.parse("2026-11-21T18:00:00.123Z");
    private static final Keys KEYS = new Keys(new Keys.Part("p", "S"), new Keys.Part("s", "N"));

    private static final Item ITEM = new Item(new TreeMap<>(Map.ofEntries(
            Map.entry("p", new Value.S("Löwe\0")),
            Map.entry("s", N.of("-12.50", Wording.CURRENT)),
            Map.entry("whole", N.of(-7)),
            Map.entry("b", new Value.B(SdkBytes.fromByteArray(new byte[] {0, -1}))),
            Map.entry("yes", new Value.Bool(true)),
            Map.entry("no", new Value.Bool(false)),
            Map.entry("nothing", Value.Null.NULL),
            Map.entry("m", new Value.M(Map.of("l", new Value.L(List.of(new Value.S("x".repeat(130))))))),
            Map.entry("ss", Value.SS.of(List.of("b", "a"))),
            Map.entry("ns", Value.NS.of(List.of(N.of(10), N.of(9)))),
            Map.entry("bs", Value.BS.of(List.of(SdkBytes.fromByteArray(new byte[] {1})))))));

    @Test
    void anItemIsKeptAsItAlwaysWas() {
        var stored = ItemCodec.encode(ITEM);
        assertThat(ItemCodec.decode(stored)).isEqualTo(ITEM);
        assertThat(ItemCodec.toSdk(stored)).isEqualTo(ITEM.toSdk());
        assertThat(stored.sizeBytes()).isEqualTo(ITEM.sizeBytes());
        Golden.check("dynamodb/items", StoredItem.FORMAT, stored);
    }

    @Test
    void aKeyIsWrittenAsItAlwaysWas() {
        var key = KeyBytes.of(7, 2)
                .key(new Value.S("Löwe"), N.of("-12.5", Wording.CURRENT))
                .key(new Value.S("a\0b"), new Value.S("a\0b"))
                .made();
        assertThat(key.toString())
                .isEqualTo("00000007" + "0002"
                        + "7751f255" + "0005" + "4cc3b67765" + "007cf2ccff"
                        + "5b7f5ad5" + "0003" + "610062" + "6100ff6200");
    }

    @Test
    void aTableIsKeptAsItAlwaysWas() {
        var index = new StoredIndex(
                1,
                "byKind",
                true,
                KEYS,
                ProjectionType.INCLUDE,
                List.of("note"),
                true,
                false,
                Throughput.of(5, 6),
                null,
                null);
        var settings =
                new StoredTable.Settings(Throughput.of(1, 2), THEN, null, null, "STANDARD", THEN, true, null, "{}");
        var table = new StoredTable(
                "pets",
                "4b0c6b8e-0000-4000-8000-000000000001",
                7,
                THEN,
                Map.of("p", "S", "s", "N"),
                KEYS,
                List.of(index),
                1,
                settings,
                new StoredTable.Streaming(true, StreamViewType.NEW_IMAGE, "2026-11-21T18:00:00.123", THEN),
                new StoredTable.Expiry("gone", 2),
                Map.of("team", "data"));
        Golden.check("dynamodb/tables", Tables.FORMAT, table);
        Golden.check("dynamodb/numbers", Tables.NUMBERS, new Tables.Numbers(7));
    }

    @Test
    void whatIsKeptOfThePastIsKeptAsItAlwaysWas() {
        var settings = new StoredTable.Settings(null, THEN, null, null, null, null, false, null, null);
        var ties = new Ties(
                new Ties.Past(9, new Ties.Recovery(THEN, 35)),
                new Ties.Origin("backup", "table", THEN, true),
                List.of(new Ties.Destination("stream", DestinationStatus.ACTIVE, null)),
                new Ties.Replication(List.of(new Ties.Replica("eu-west-1", 3, true))));
        var table = new StoredTable(
                "pets", "id", 7, THEN, Map.of("p", "S"), KEYS, List.of(), 0, settings, null, null, Map.of(), ties);
        Golden.check("dynamodb/tied-tables", Tables.FORMAT, table);
        Golden.check(
                "dynamodb/backups",
                Keeping.FORMAT,
                new StoredBackup("0-1", "night", BackupType.USER, table, 11, THEN, 12, 13, THEN));
        Golden.check("dynamodb/versions", Versions.FORMAT, new Versions.Write(16, "eu-west-1"));
        Golden.check(
                "dynamodb/lanes", Lanes.FORMAT, new Lanes.Lane("123456789012", "us-east-1", "pets", 7, "eu-west-1"));
        Golden.check("dynamodb/moments", Moments.FORMAT, new Moments.Moment(14, "0-1"));
        Golden.check("dynamodb/past", StoredPast.FORMAT, new StoredPast(ItemCodec.encode(ITEM)));
        Golden.check("dynamodb/prunings", Keeping.PRUNING, new Keeping.Pruning("pets", 7));
        Golden.check(
                "dynamodb/exports",
                Exports.FORMAT,
                new StoredExport(
                        "0-2", "pets", ExportDescription.builder().s3Bucket("b").build(), "asked"));
        Golden.check(
                "dynamodb/exporting",
                Exporting.FORMAT,
                new Exporting.Work("pets", 7, KEYS, 1, 2, TestPlatform.CALLER, Key.of("after"), 3, 4, List.of("file")));
        Golden.check(
                "dynamodb/imports",
                Imports.FORMAT,
                new StoredImport(
                        "0-3",
                        "pets",
                        ImportTableDescription.builder().errorCount(1L).build(),
                        "asked"));
        Golden.check(
                "dynamodb/importing",
                Importing.FORMAT,
                new Importing.Work("pets", 7, TestPlatform.CALLER, "after", 1, 2, 3, 4, 5));
        Golden.check(
                "dynamodb/copies",
                Copying.FORMAT,
                new Copying.Copy("new", 8, "pets", 7, 15, Key.of("after"), "eu-west-1"));
    }

    @Test
    void changesAndTheirStreamsAreKeptAsTheyAlwaysWere() {
        Golden.check(
                "dynamodb/changes",
                StoredChange.FORMAT,
                new StoredChange(THEN.toEpochMilli(), true, false, true, KEYS.of(ITEM), ITEM, null));
        Golden.check(
                "dynamodb/streams",
                ChangeLog.STREAM,
                new StoredStream(
                        "pets", 7, "2026-11-21T18:00:00.123", THEN, StreamViewType.NEW_IMAGE, KEYS, THEN, null));
    }

    @Test
    void choresAreKeptAsTheyAlwaysWere() {
        Golden.check(
                "dynamodb/chores",
                Chores.FORMAT,
                new Chores.Chore("123456789012", "us-east-1", Chores.Kind.FILL, "pets", 7, 2));
    }
}
