package tarn.services.glue.crawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class GroupingTest {

    private static final String PEOPLE = "id,name\n1,a\n2,b\n";
    private static final String CITIES = "{\"city\":\"Rome\",\"country\":\"IT\"}\n";

    private final MemoryLake lake = new MemoryLake();

    private static Survey.Target target(String prefix, Grouping grouping) {
        return new Survey.Target("lake", prefix, List.of(), OptionalInt.empty(), grouping);
    }

    private static List<String> locations(List<FoundTable> tables) {
        return tables.stream().map(FoundTable::location).toList();
    }

    @Test
    void foldersThatDifferAreTables() {
        lake.with("data/people/a.csv", PEOPLE).with("data/cities/a.json", CITIES);
        var tables = lake.tables("data/");
        assertThat(locations(tables)).containsExactly("s3://lake/data/cities/", "s3://lake/data/people/");
        assertThat(tables).extracting(FoundTable::source).containsExactly("cities", "people");
    }

    @Test
    void hiveStyleFoldersArePartitions() {
        lake.with("sales/year=2019/month=Jan/day=1/a.csv", PEOPLE)
                .with("sales/year=2019/month=Jan/day=2/a.csv", PEOPLE)
                .with("sales/year=2019/month=Feb/day=1/a.csv", PEOPLE)
                .with("sales/year=2019/month=Feb/day=2/a.csv", PEOPLE);
        var table = lake.tables("sales").getFirst();
        assertThat(table.source()).isEqualTo("sales");
        assertThat(table.location()).isEqualTo("s3://lake/sales/");
        assertThat(table.partitionKeys()).containsExactly("year", "month", "day");
        assertThat(table.partitions())
                .extracting(FoundPartition::values)
                .containsExactly(
                        List.of("2019", "Feb", "1"),
                        List.of("2019", "Feb", "2"),
                        List.of("2019", "Jan", "1"),
                        List.of("2019", "Jan", "2"));
        assertThat(table.partitions().getFirst().location()).isEqualTo("s3://lake/sales/year=2019/month=Feb/day=1/");
        assertThat(table.tally().objects()).isEqualTo(4);
    }

    @Test
    void plainFoldersThatAreAlikeArePartitionsByPosition() {
        lake.with("folder1/table1/partition1/file.csv", PEOPLE)
                .with("folder1/table1/partition2/file.csv", PEOPLE)
                .with("folder1/table1/partition3/file.csv", PEOPLE)
                .with("folder1/table2/partition4/file.csv", PEOPLE)
                .with("folder1/table2/partition5/file.csv", PEOPLE);
        var table = lake.tables("folder1/").getFirst();
        assertThat(table.partitionKeys()).containsExactly("partition_0", "partition_1");
        assertThat(table.partitions()).extracting(FoundPartition::values).contains(List.of("table2", "partition5"));
    }

    @Test
    void filesOfAFolderGrowIntoOneSchema() {
        lake.with("t/a.json", "{\"id\":1,\"x\":1}").with("t/b.json", "{\"id\":2.5,\"x\":\"s\",\"new\":true}");
        assertThat(lake.columns("t/")).containsExactly("id double", "x string", "new boolean");
    }

    @Test
    void aPartitionKeepsTheColumnsOfItsOwnFiles() {
        lake.with("t/d=1/a.json", "{\"id\":1}").with("t/d=2/a.json", "{\"id\":1,\"more\":2}");
        var table = lake.tables("t/").getFirst();
        assertThat(MemoryLake.spelled(table.columns())).containsExactly("id int", "more int");
        assertThat(MemoryLake.spelled(table.partitions().getFirst().columns())).containsExactly("id int");
    }

    @Test
    void filesOfAFolderThatDifferAreTablesOfTheirOwn() {
        lake.with("mixed/people.csv", PEOPLE)
                .with("mixed/cities.json", CITIES)
                .with("mixed/numbers.parquet", MemoryLake.resource("int96.parquet"));
        assertThat(locations(lake.tables("mixed/")))
                .containsExactly(
                        "s3://lake/mixed/cities.json", "s3://lake/mixed/numbers.parquet", "s3://lake/mixed/people.csv");
    }

    @Test
    void fewOddFilesAmongManyAreSkippedByName() {
        for (int i = 0; i < 9; i++) {
            lake.with("t/" + i + ".csv", PEOPLE);
        }
        lake.with("t/odd.json", CITIES).with("t/readme.txt", "hello");
        var tables = lake.tables("t/");
        assertThat(locations(tables)).containsExactly("s3://lake/t/");
        assertThat(tables.getFirst().tally().objects()).isEqualTo(9);
        assertThat(lake.log).hasSize(2).anyMatch(line -> line.contains("odd.json"));
    }

    @Test
    void filesOfDifferentColumnsAreTwoTablesUnlessCompatibleOnesAreCombined() {
        lake.with("t/f1.json", "{\"a\":1,\"b\":2}").with("t/f2.json", "{\"c\":1,\"d\":2}");
        assertThat(lake.tables("t/")).hasSize(2);
        var combined = lake.tables(target("t/", new Grouping(true, 0)));
        assertThat(combined).hasSize(1);
        assertThat(MemoryLake.spelled(combined.getFirst().columns()))
                .containsExactly("a int", "b int", "c int", "d int");
    }

    @Test
    void aTableLevelSaysWhichFoldersAreTables() {
        lake.with("data/one/x/a.csv", PEOPLE)
                .with("data/one/y/a.csv", PEOPLE)
                .with("data/two/x/a.csv", PEOPLE)
                .with("data/two/y/a.csv", PEOPLE);
        assertThat(locations(lake.tables("data/"))).containsExactly("s3://lake/data/");
        var tables = lake.tables(target("data/", new Grouping(false, 3)));
        assertThat(locations(tables)).containsExactly("s3://lake/data/one/", "s3://lake/data/two/");
        assertThat(tables.getFirst().partitionKeys()).containsExactly("partition_0");
    }

    @Test
    void aTargetMayBeASingleFile() {
        lake.with("data/airports.csv", PEOPLE).with("data/airports.csv.bak", PEOPLE);
        var tables = lake.tables("data/airports.csv");
        assertThat(locations(tables)).containsExactly("s3://lake/data/airports.csv");
        assertThat(tables.getFirst().source()).isEqualTo("airports.csv");
    }

    @Test
    void aFolderWhoseNameContinuesTheTargetsIsNotMeant() {
        lake.with("data/a.csv", PEOPLE).with("database/b.csv", PEOPLE);
        assertThat(lake.tables("data").getFirst().tally().objects()).isEqualTo(1);
    }

    @Test
    void aChainOfSingleFoldersMakesNoPartitions() {
        lake.with("data/raw/people/a.csv", PEOPLE);
        var table = lake.tables("data/").getFirst();
        assertThat(table.source()).isEqualTo("people");
        assertThat(table.partitionKeys()).isEmpty();
    }

    @Test
    void theBucketItselfNamesTheTableAtItsRoot() {
        lake.with("year=1/a.csv", PEOPLE).with("year=2/a.csv", PEOPLE);
        assertThat(lake.tables("").getFirst().source()).isEqualTo("lake");
        assertThat(lake.tables("").getFirst().location()).isEqualTo("s3://lake/");
    }

    @Test
    void foldersOfUnequalDepthMakeATableWithoutPartitions() {
        lake.with("t/a.csv", PEOPLE).with("t/deep/er/b.csv", PEOPLE);
        var table = lake.tables("t/").getFirst();
        assertThat(table.partitionKeys()).isEmpty();
        assertThat(table.tally().objects()).isEqualTo(2);
    }

    @Test
    void partitionValuesAreUnescapedAndKeysInLowerCase() {
        lake.with("t/At=10%3A30/a.csv", PEOPLE).with("t/At=11%3A30/a.csv", PEOPLE);
        var table = lake.tables("t/").getFirst();
        assertThat(table.partitionKeys()).containsExactly("at");
        assertThat(table.partitions().getFirst().values()).containsExactly("10:30");
    }

    @Test
    void aColumnThatIsAPartitionKeyTooStandsOnlyAmongTheKeys() {
        lake.with("t/city=Rome/a.json", CITIES).with("t/city=Oslo/a.json", CITIES);
        assertThat(lake.columns("t/")).containsExactly("country string");
    }

    @Test
    void hiddenAndEmptyFilesAreNoData() {
        lake.with("t/a.csv", PEOPLE)
                .with("t/_SUCCESS", "x,y\n1,2\n")
                .with("t/.hidden", "{")
                .with("t/empty.csv", "")
                .with("t/_temporary/0/b.json", CITIES)
                .with("t/sub/", "");
        assertThat(lake.tables("t/").getFirst().tally().objects()).isEqualTo(1);
        assertThat(lake.log).isEmpty();
    }

    @Test
    void exclusionsLeaveOutPathsBelowTheTarget() {
        lake.with("t/a.csv", PEOPLE).with("t/b.json", CITIES).with("t/sub/c.json", CITIES);
        var target = new Survey.Target(
                "lake", "t/", List.of(new Glob("*.json"), new Glob("sub/**")), OptionalInt.empty(), Grouping.USUAL);
        assertThat(locations(lake.tables(target))).containsExactly("s3://lake/t/");
        assertThat(lake.opened).containsExactly("t/a.csv");
    }

    @Test
    void aSampleSizeReadsThatManyFilesOfEachFolderAndCountsAll() {
        for (int i = 0; i < 10; i++) {
            lake.with("t/d=1/" + i + ".csv", PEOPLE).with("t/d=2/" + i + ".csv", PEOPLE);
        }
        var tables = lake.tables(new Survey.Target("lake", "t/", List.of(), OptionalInt.of(2), Grouping.USUAL));
        assertThat(lake.opened).hasSize(4);
        assertThat(tables.getFirst().tally()).isEqualTo(new Tally(20, 20L * PEOPLE.length(), 40));
    }

    @Test
    void aKnownFolderIsNotReadAgain() throws Exception {
        lake.with("t/d=1/a.csv", PEOPLE).with("t/d=2/a.csv", PEOPLE);
        var format = new Format.Csv(',', true);
        var known = new Survey.Known(format, "none", List.of(new Column("id", Types.BIGINT)));
        var tables = new Survey(
                        lake,
                        List.of(),
                        lake.log::add,
                        () -> false,
                        folder -> folder.endsWith("d=1/") ? Optional.of(known) : Optional.empty())
                .tables(target("t/", Grouping.USUAL));
        assertThat(lake.opened).containsExactly("t/d=2/a.csv");
        assertThat(tables.getFirst().partitions()).hasSize(2);
    }

    @Test
    void aSurveyThatIsStoppedEnds() {
        lake.with("t/a.csv", PEOPLE);
        var survey = new Survey(lake, List.of(), lake.log::add, () -> true, folder -> Optional.empty());
        Assertions.assertThrows(
                java.util.concurrent.CancellationException.class, () -> survey.tables(target("t/", Grouping.USUAL)));
    }
}
