import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Items in DynamoDB: of 1 KB, or, where many are read at once, of 100 bytes. */
final class Items {

    private static final int LARGE = 900;
    private static final int SMALL = 60;
    private static final int KEYS = 10_000;
    private static final int PARTITIONS = 50;
    private static final int EACH = 100;
    private static final int SCANNED = 20_000;

    static final Map<String, Work> WORKS = Map.ofEntries(
            Map.entry("put", new Doing("bench-put", 0, 0, LARGE, Items::put)),
            Map.entry("put-2-indexes", new Doing("bench-put-2", 2, 0, LARGE, Items::put)),
            Map.entry("get", new Doing("bench-get", 0, KEYS, LARGE, Items::get)),
            Map.entry("get-2-indexes", new Doing("bench-get-2", 2, KEYS, LARGE, Items::get)),
            Map.entry("update", new Doing("bench-update", 0, KEYS, LARGE, Items::update)),
            Map.entry("update-2-indexes", new Doing("bench-update-2", 2, KEYS, LARGE, Items::update)),
            Map.entry("query-100", new Doing("bench-query", 0, PARTITIONS * EACH, SMALL, Items::query)),
            Map.entry("query-100-index", new Doing("bench-query-2", 2, PARTITIONS * EACH, SMALL, Items::queryIndex)),
            Map.entry("batch-write-25", new Doing("bench-batch", 0, 0, SMALL, Items::batch)),
            Map.entry("batch-write-25-2-indexes", new Doing("bench-batch-2", 2, 0, SMALL, Items::batch)),
            Map.entry("transact-write-10", new Doing("bench-transact", 0, 0, SMALL, Items::transact)),
            Map.entry("scan", new Doing("bench-scan", 0, SCANNED, LARGE, Items::scan)));

    /** What is asked of a table. */
    private interface Request {
        void send(Connection connection, Doing doing, int number) throws IOException;
    }

    /**
     * One kind of request.
     *
     * @param indexes how many global indexes the table has
     * @param kept how many items are there before it begins
     * @param textBytes of the longest attribute of an item
     */
    private record Doing(String table, int indexes, int kept, int textBytes, Request request) implements Work {

        private static final int AT_ONCE = 8;

        @Override
        public void prepare(String target) throws IOException {
            try (var connection = Connection.to(target)) {
                if (ask(connection, "DescribeTable", "{\"TableName\":\"" + table + "\"}") == 200) {
                    return;
                }
                Works.check(ask(connection, "CreateTable", design()) == 200, connection.text());
                // Some take a while.
                for (int left = 500; left > 0; left--) {
                    ask(connection, "DescribeTable", "{\"TableName\":\"" + table + "\"}");
                    if (connection.text().contains("\"TableStatus\":\"ACTIVE\"")) {
                        break;
                    }
                    pause();
                }
            }
            fill(target);
        }

        private static void pause() throws IOException {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        private String design() {
            var indexed = IntStream.rangeClosed(1, indexes).boxed().toList();
            return "{\"TableName\":\"" + table + "\",\"BillingMode\":\"PAY_PER_REQUEST\",\"AttributeDefinitions\":["
                    + "{\"AttributeName\":\"pk\",\"AttributeType\":\"S\"},{\"AttributeName\":\"sk\",\"AttributeType\":\"S\"}"
                    + indexed.stream()
                            .map(i -> ",{\"AttributeName\":\"g%d\",\"AttributeType\":\"S\"}".formatted(i))
                            .collect(Collectors.joining())
                    + "],\"KeySchema\":[" + keys("pk") + "]"
                    + (indexes == 0
                            ? ""
                            : ",\"GlobalSecondaryIndexes\":["
                                    + indexed.stream()
                                            .map(i -> "{\"IndexName\":\"by-g%d\",\"KeySchema\":[%s],\"Projection\":{\"ProjectionType\":\"ALL\"}}"
                                                    .formatted(i, keys("g" + i)))
                                            .collect(Collectors.joining(","))
                                    + "]")
                    + "}";
        }

        private static String keys(String partition) {
            return "{\"AttributeName\":\"" + partition
                    + "\",\"KeyType\":\"HASH\"},{\"AttributeName\":\"sk\",\"KeyType\":\"RANGE\"}";
        }

        private void fill(String target) throws IOException {
            var failure = new AtomicReference<IOException>();
            var threads = IntStream.range(0, AT_ONCE)
                    .mapToObj(first -> Thread.ofPlatform().start(() -> {
                        try (var own = Connection.to(target)) {
                            for (int at = first * 25; at < kept; at += AT_ONCE * 25) {
                                batch(own, this, at / 25);
                            }
                        } catch (IOException e) {
                            failure.set(e);
                        }
                    }))
                    .toList();
            for (var thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            if (failure.get() != null) {
                throw failure.get();
            }
        }

        @Override
        public Worker worker(String target) throws IOException {
            return new Connected(Connection.to(target), (connection, number) -> request.send(connection, this, number));
        }

        String key(int number) {
            return "\"pk\":{\"S\":\"partition-%04d\"},\"sk\":{\"S\":\"item-%08d\"}".formatted(number / EACH, number % EACH);
        }

        String item(int number) {
            return "{" + key(number) + ",\"name\":{\"S\":\"item number " + number + "\"},\"count\":{\"N\":\"" + number
                    + "\"},\"active\":{\"BOOL\":true},\"tags\":{\"L\":[{\"S\":\"a\"},{\"S\":\"b\"}]}"
                    + (indexes > 0 ? ",\"g1\":{\"S\":\"first-" + number / EACH + "\"}" : "")
                    + (indexes > 1 ? ",\"g2\":{\"S\":\"second-" + number % 1000 + "\"}" : "")
                    + ",\"text\":{\"S\":\"" + TEXT.substring(0, textBytes) + "\"}}";
        }
    }

    private static final String TEXT = new java.util.Random(1)
            .ints('a', 'z' + 1)
            .limit(LARGE)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());

    private static void put(Connection connection, Doing doing, int number) throws IOException {
        check(connection, "PutItem", "{\"TableName\":\"" + doing.table + "\",\"Item\":" + doing.item(number % KEYS) + "}");
    }

    private static void get(Connection connection, Doing doing, int number) throws IOException {
        int key = (int) (number * 7919L % KEYS);
        check(connection, "GetItem", "{\"TableName\":\"" + doing.table + "\",\"Key\":{" + doing.key(key) + "}}");
        Works.check(connection.bodySize > LARGE, "No item was found");
    }

    private static void update(Connection connection, Doing doing, int number) throws IOException {
        int key = (int) (number * 7919L % KEYS);
        check(
                connection,
                "UpdateItem",
                "{\"TableName\":\"" + doing.table + "\",\"Key\":{" + doing.key(key)
                        + "},\"UpdateExpression\":\"SET #c = #c + :one\",\"ExpressionAttributeNames\":{\"#c\":\"count\"},"
                        + "\"ExpressionAttributeValues\":{\":one\":{\"N\":\"1\"}}}");
    }

    private static void query(Connection connection, Doing doing, int number) throws IOException {
        check(
                connection,
                "Query",
                "{\"TableName\":\"" + doing.table + "\",\"KeyConditionExpression\":\"pk = :p\","
                        + "\"ExpressionAttributeValues\":{\":p\":{\"S\":\"partition-%04d\"}}}".formatted(number % PARTITIONS));
        Works.check(connection.bodySize > EACH * SMALL, "Too few items were found");
    }

    private static void queryIndex(Connection connection, Doing doing, int number) throws IOException {
        check(
                connection,
                "Query",
                "{\"TableName\":\"" + doing.table + "\",\"IndexName\":\"by-g1\",\"KeyConditionExpression\":\"g1 = :p\","
                        + "\"ExpressionAttributeValues\":{\":p\":{\"S\":\"first-%d\"}}}".formatted(number % PARTITIONS));
        Works.check(connection.bodySize > EACH * SMALL, "Too few items were found");
    }

    private static void batch(Connection connection, Doing doing, int number) throws IOException {
        var items = IntStream.range(number * 25, number * 25 + 25)
                .mapToObj(i -> "{\"PutRequest\":{\"Item\":" + doing.item(i % 1_000_000) + "}}")
                .collect(Collectors.joining(","));
        check(connection, "BatchWriteItem", "{\"RequestItems\":{\"" + doing.table + "\":[" + items + "]}}");
    }

    private static void transact(Connection connection, Doing doing, int number) throws IOException {
        var items = IntStream.range(number * 10, number * 10 + 10)
                .mapToObj(i -> "{\"Put\":{\"TableName\":\"" + doing.table + "\",\"Item\":" + doing.item(i % 1_000_000) + "}}")
                .collect(Collectors.joining(","));
        check(connection, "TransactWriteItems", "{\"TransactItems\":[" + items + "]}");
    }

    private static void scan(Connection connection, Doing doing, int number) throws IOException {
        var start = "";
        do {
            check(connection, "Scan", "{\"TableName\":\"" + doing.table + "\"" + start + "}");
            var answer = connection.text();
            int last = answer.indexOf("\"LastEvaluatedKey\":");
            start = "";
            if (last >= 0) {
                // {"pk":{"S":"…"},"sk":{"S":"…"}}: its end is the first place where three braces close.
                int from = last + 19;
                start = ",\"ExclusiveStartKey\":" + answer.substring(from, answer.indexOf("}}", from) + 2);
            }
        } while (!start.isEmpty());
    }

    private static void check(Connection connection, String operation, String body) throws IOException {
        int status = ask(connection, operation, body);
        Works.check(status == 200, operation + " was answered " + status + " " + connection.text());
    }

    private static int ask(Connection connection, String operation, String body) throws IOException {
        return connection.call("DynamoDB_20120810." + operation, "dynamodb", "1.0", body);
    }

    private Items() {}
}
