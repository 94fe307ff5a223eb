package tarn.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromSs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DuplicateItemException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

/** PartiQL, in process; faults as https://github.com/nubo-db/dynamodb-conformance recorded them at AWS. */
class StatementsTest {

    private static final String NOT_WELL_FORMED = "Statement wasn't well formed, can't be processed: ";

    private final LocalPlatform platform = TestPlatform.open();
    private DynamoDbClient dynamodb;

    @BeforeEach
    void add() {
        platform.services().add(DynamoDbClient.class, () -> DynamoDb.on(platform));
        dynamodb = platform.client(DynamoDbClient.class);
        TestPlatform.CALLER.run(() -> dynamodb.createTable(t -> t.tableName("music")
                .attributeDefinitions(
                        TablesTest.defined("artist", "S"),
                        TablesTest.defined("song", "N"),
                        TablesTest.defined("g", "S"))
                .keySchema(TablesTest.key("artist", KeyType.HASH), TablesTest.key("song", KeyType.RANGE))
                .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                        .indexName("by-g")
                        .keySchema(TablesTest.key("g", KeyType.HASH))
                        .projection(p -> p.projectionType("KEYS_ONLY"))
                        .build())
                .billingMode(BillingMode.PAY_PER_REQUEST)));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private List<Map<String, AttributeValue>> run(String statement, AttributeValue... parameters) {
        return dynamodb.executeStatement(
                        e -> e.statement(statement).parameters(parameters.length == 0 ? null : List.of(parameters)))
                .items();
    }

    private String refusal(String statement, AttributeValue... parameters) {
        try {
            run(statement, parameters);
        } catch (DynamoDbException e) {
            return e.awsErrorDetails().errorMessage();
        }
        return "nothing is said against it";
    }

    private List<String> songs(String where) {
        return run("SELECT song FROM music WHERE " + where).stream()
                .flatMap(item -> Stream.ofNullable(item.get("song")))
                .map(AttributeValue::n)
                .toList();
    }

    private void fill() {
        for (int i = 1; i <= 5; i++) {
            run(
                    "INSERT INTO music VALUE {'artist': 'a', 'song': " + i
                            + ", 'n': ?, 'tags': <<'x', 'y'>>, 'm': {'k': [1, {'z': true}]}}",
                    fromN("" + i * 10));
        }
        run("INSERT INTO \"music\" VALUE {'artist': 'b', 'song': 1, 'g': 'x', 'it''s': 'quoted'}");
    }

    @Test
    void whatIsInsertedIsSelected() {
        TestPlatform.CALLER.run(() -> {
            fill();
            assertThat(run("SELECT * FROM music WHERE artist = 'b'"))
                    .containsExactly(
                            Map.of("artist", fromS("b"), "song", fromN("1"), "g", fromS("x"), "it's", fromS("quoted")));
            assertThat(run("SELECT n, m.k[0], m.k[1].z, tags FROM music WHERE artist = ? AND song = 2", fromS("a")))
                    .containsExactly(Map.of(
                            "n",
                            fromN("20"),
                            "k[0]",
                            fromN("1"),
                            "z",
                            AttributeValue.fromBool(true),
                            "tags",
                            fromSs(List.of("x", "y"))));
            assertThatThrownBy(() -> run("INSERT INTO music VALUE {'artist': 'b', 'song': 1}"))
                    .isInstanceOf(DuplicateItemException.class)
                    .hasMessageStartingWith("Duplicate primary key exists in table");
        });
    }

    @Test
    void conditionsSelectByKeysAndFilterTheRest() {
        TestPlatform.CALLER.run(() -> {
            fill();
            assertThat(songs("artist = 'a' AND song > 1 AND song < 4")).containsExactly("2", "3");
            assertThat(songs("artist = 'a' AND song BETWEEN 2 AND 3 AND n != 20"))
                    .containsExactly("3");
            assertThat(songs("artist = 'a' AND (song = 1 OR n = 50)")).containsExactly("1", "5");
            assertThat(songs("artist IN ('a', 'b') AND song = 1")).hasSize(2);
            assertThat(songs("artist = 'a' AND song IN [1, 2]")).containsExactly("1", "2");
            assertThat(songs("artist = 'a' AND NOT n > 20 ORDER BY song DESC")).containsExactly("2", "1");
            assertThat(songs("g IS NOT MISSING")).containsExactly("1");
            assertThat(songs("artist = 'a' AND g IS MISSING AND contains(tags, 'x') AND size(m) = 1 AND m.k[0] = 1"))
                    .hasSize(5);
            assertThat(songs("3 <= song AND artist = 'a' AND begins_with(artist, 'a')"))
                    .containsExactly("3", "4", "5");
            assertThat(songs("n = 30")).containsExactly("3");
            assertThat(run("SELECT artist FROM music.\"by-g\" WHERE g = 'x'"))
                    .containsExactly(Map.of("artist", fromS("b")));
        });
    }

    @Test
    void pagesGoOnWhereTheyEnded() {
        TestPlatform.CALLER.run(() -> {
            fill();
            var seen = new ArrayList<String>();
            String token = null;
            int pages = 0;
            do {
                var next = token;
                var page =
                        dynamodb.executeStatement(e -> e.statement("SELECT song FROM music WHERE artist IN ['a','b']")
                                .limit(2)
                                .nextToken(next));
                page.items().forEach(item -> item.values().forEach(value -> seen.add(value.n())));
                token = page.nextToken();
                pages++;
            } while (token != null && pages < 10);
            assertThat(seen).containsExactly("1", "2", "3", "4", "5", "1");
            var first = dynamodb.executeStatement(e ->
                    e.statement("SELECT song FROM music WHERE artist = 'a'").limit(1));
            assertThatThrownBy(() ->
                            dynamodb.executeStatement(e -> e.statement("SELECT song FROM music WHERE artist = 'b'")
                                    .nextToken(first.nextToken())))
                    .hasMessageStartingWith("Invalid NextToken");
        });
    }

    @Test
    void updatesChangeWhatIsThere() {
        TestPlatform.CALLER.run(() -> {
            fill();
            assertThat(run("UPDATE music SET n = n + 5, \"new\" = list_append([1], [2]) SET m.q = 'v' REMOVE g, m.k[0]"
                            + " WHERE artist = 'a' AND song = 1 RETURNING MODIFIED NEW *"))
                    .containsExactly(Map.of(
                            "n",
                            fromN("15"),
                            "new",
                            fromL(List.of(fromN("1"), fromN("2"))),
                            "m",
                            fromM(Map.of(
                                    "q",
                                    fromS("v"),
                                    "k",
                                    fromL(List.of(fromM(Map.of("z", AttributeValue.fromBool(true)))))))));
            assertThat(run("UPDATE music SET tags = set_add(tags, <<'z'>>) WHERE artist = 'a' AND song = 1 RETURNING"
                            + " MODIFIED NEW *"))
                    .containsExactly(Map.of("tags", fromSs(List.of("x", "y", "z"))));
            assertThat(run("UPDATE music REMOVE n WHERE artist = 'a' AND song = 2 RETURNING MODIFIED NEW *"))
                    .isEmpty();
            assertThatThrownBy(() -> run("UPDATE music SET n = 1 WHERE artist = 'nobody' AND song = 1"))
                    .isInstanceOf(ConditionalCheckFailedException.class);
            assertThatThrownBy(() -> run("UPDATE music SET n = 1 WHERE artist = 'a' AND song = 1 AND n = 1"))
                    .isInstanceOf(ConditionalCheckFailedException.class);
            assertThat(run("DELETE FROM music WHERE artist = 'b' AND song = 1 RETURNING ALL OLD *"))
                    .singleElement()
                    .satisfies(old -> assertThat(old).containsEntry("g", fromS("x")));
            assertThat(run("DELETE FROM music WHERE artist = 'b' AND song = 1")).isEmpty();
        });
    }

    @Test
    void whatCannotBeReadIsRefusedInAwssWords() {
        TestPlatform.CALLER.run(() -> {
            assertThat(refusal("SLECT * FROM music")).isEqualTo(NOT_WELL_FORMED + "Expected data manipulation");
            assertThat(refusal("SELECT * FROM music WHERE artist = 'a' foo"))
                    .isEqualTo(NOT_WELL_FORMED + "Unexpected token after expression");
            assertThat(refusal("SELECT * FROM music ORDER BY song WHERE artist = 'a'"))
                    .isEqualTo(NOT_WELL_FORMED + "Unexpected token after expression");
            assertThat(refusal("SELECT * FROM music t WHERE artist = 'a'")).isEqualTo("Aliasing is not supported");
            assertThat(refusal("SELECT * FROM music WHERE song = 1e99999999999"))
                    .isEqualTo(NOT_WELL_FORMED);
            assertThat(refusal("SELECT * FROM music WHERE song = 1 # note")).isEqualTo(NOT_WELL_FORMED);
            assertThat(refusal("SELECT * FROM music WHERE song = 1e126"))
                    .isEqualTo(
                            "Number overflow. Attempting to store a number with magnitude larger than supported range"
                                    + " under root");
            assertThat(refusal("INSERT INTO music VALUE {'artist': 'a', 'm': {'x': 1e126}}"))
                    .endsWith("under root.x");
            assertThat(refusal("INSERT INTO music VALUE {'artist': 'a', 'l': [1, 1e126]}"))
                    .endsWith("under root[1]");
            assertThat(refusal("SELECT * FROM music.a.b WHERE artist = 'a'"))
                    .isEqualTo("A path may contain at most 2 components in the FROM clause");
            assertThat(refusal("SELECT * FROM \"\" WHERE artist = 'a'"))
                    .isEqualTo("Path component cannot be an empty string");
            assertThat(refusal("SELECT * FROM music WHERE artist = ?"))
                    .isEqualTo("Number of parameters in request and statement don't match.");
            assertThat(refusal("SELECT * FROM music WHERE EXISTS(n)"))
                    .isEqualTo("Unrecognized function: exists at 1:27:6");
            assertThat(refusal("DELETE FROM music WHERE artist = 'a' RETURNING ALL NEW *"))
                    .isEqualTo("Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in"
                            + " DELETE statements.");
        });
    }

    @Test
    void whatDoesNotFitTheTableIsRefusedInAwssWords() {
        TestPlatform.CALLER.run(() -> {
            fill();
            assertThatThrownBy(() -> run("SELECT * FROM nowhere")).isInstanceOf(ResourceNotFoundException.class);
            assertThat(refusal("SELECT * FROM music.nothing WHERE artist = 'a'"))
                    .isEqualTo("The table does not have the specified index");
            assertThat(refusal("SELECT artist FROM music.\"by-g\" WHERE g = 'x' AND n = 1"))
                    .isEqualTo("One or more parameter values were invalid: Secondary index by-g does not project one or"
                            + " more filter attributes: [n]");
            assertThat(refusal("SELECT n FROM music.\"by-g\" WHERE g = 'x'"))
                    .isEqualTo("One or more parameter values were invalid: Global secondary index by-g does not project"
                            + " [n]");
            assertThat(refusal("SELECT * FROM music WHERE artist = 'a' AND n < ?", AttributeValue.fromBool(true)))
                    .isEqualTo("Incorrect operand type for operator or function; operator or function: <,"
                            + " operand type: BOOL");
            assertThat(refusal("SELECT * FROM music WHERE attribute_exists('n')"))
                    .isEqualTo("Operator or function requires a document path; operator or function: attribute_exists");
            assertThat(refusal("UPDATE music SET n = 1 WHERE artist = 'a'"))
                    .isEqualTo("Where clause does not contain a mandatory equality on all key attributes");
            assertThat(refusal("UPDATE music SET tags = set_add(tags, <<'x', 'x'>>) WHERE artist = 'a' AND song = 1"))
                    .startsWith("One or more parameter values were invalid: Input collection [")
                    .endsWith("] contains duplicates.");
            assertThat(refusal("UPDATE music SET n = set_add(n, <<'x'>>) WHERE artist = 'a' AND song = 1"))
                    .isEqualTo("An operand in the update expression has an incorrect data type");
            assertThat(refusal("UPDATE music SET t = set_add(tags, <<'x'>>) WHERE artist = 'a' AND song = 1"))
                    .isEqualTo("The first argument to SET_ADD must equal the assignment value at 1:22:7");
        });
    }

    private static BatchStatementRequest batched(String statement) {
        return BatchStatementRequest.builder().statement(statement).build();
    }

    @Test
    void aBatchAnswersForEachStatement() {
        TestPlatform.CALLER.run(() -> {
            fill();
            var responses = dynamodb.batchExecuteStatement(b -> b.statements(
                            batched("SELECT n FROM music WHERE artist = 'a' AND song = 1"),
                            batched("SELECT n FROM music WHERE artist = 'a'"),
                            batched("SLECT"),
                            batched("SELECT * FROM nowhere WHERE x = 1")))
                    .responses();
            assertThat(responses.get(0).item()).isEqualTo(Map.of("n", fromN("10")));
            assertThat(responses.get(1).error().message())
                    .isEqualTo(
                            "Select statements within BatchExecuteStatement must specify the primary key in the where"
                                    + " clause.");
            assertThat(responses.get(2).error().codeAsString()).isEqualTo("ValidationError");
            assertThat(responses.get(3).error().codeAsString()).isEqualTo("ResourceNotFound");
            var written = dynamodb.batchExecuteStatement(
                            b -> b.statements(batched("INSERT INTO music VALUE {'artist': 'a', 'song': 1}")))
                    .responses();
            assertThat(written.getFirst().error().codeAsString()).isEqualTo("DuplicateItem");
        });
    }

    private static ParameterizedStatement stated(String statement) {
        return ParameterizedStatement.builder().statement(statement).build();
    }

    @Test
    void transactionsAreOfStatementsToo() {
        TestPlatform.CALLER.run(() -> {
            fill();
            dynamodb.executeTransaction(t -> t.transactStatements(
                    stated("EXISTS(SELECT * FROM music WHERE artist = 'a' AND song = 1 AND n = 10)"),
                    stated("UPDATE music SET n = n + 1 WHERE artist = 'a' AND song = 2"),
                    stated("INSERT INTO music VALUE {'artist': 'c', 'song': 1}")));
            assertThat(songs("artist = 'c'")).hasSize(1);
            assertThat(dynamodb.executeTransaction(t -> t.transactStatements(
                                    stated("SELECT n FROM music WHERE artist = 'a' AND song = 2"),
                                    stated("SELECT n FROM music WHERE artist = 'z' AND song = 2")))
                            .responses()
                            .getFirst()
                            .item())
                    .isEqualTo(Map.of("n", fromN("21")));
            assertThatThrownBy(() -> dynamodb.executeTransaction(t -> t.transactStatements(
                            stated("INSERT INTO music VALUE {'artist': 'new', 'song': 1}"),
                            stated("INSERT INTO music VALUE {'artist': 'c', 'song': 1}"))))
                    .isInstanceOfSatisfying(
                            TransactionCanceledException.class,
                            e -> assertThat(e.cancellationReasons())
                                    .extracting(CancellationReason::code)
                                    .containsExactly("None", "DuplicateItem"));
            assertThat(songs("artist = 'new'")).isEmpty();
            assertThatThrownBy(() -> dynamodb.executeTransaction(
                            t -> t.transactStatements(stated("SELECT * FROM music.\"by-g\" WHERE g = 'x'"))))
                    .hasMessageStartingWith("Validation failed in TransactStatements[0]: Reads on indices are not"
                            + " supported within transactions.");
            assertThatThrownBy(() -> dynamodb.executeTransaction(t -> t.transactStatements(
                            stated("UPDATE music SET n = 1 WHERE artist = 'a' AND song = 1 RETURNING ALL NEW *"))))
                    .hasMessageStartingWith("Validation failed in TransactStatements[0]: RETURNING clause is not"
                            + " supported in ExecuteTransaction.");
        });
    }
}
