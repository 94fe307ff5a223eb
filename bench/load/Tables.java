import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Tables made in the Glue Data Catalog. */
record Tables() implements Work {

    static final Map<String, Work> WORKS = Map.of("create", new Tables());

    private static final String TABLE = "{\"DatabaseName\":\"bench\",\"TableInput\":{\"Name\":\"t%d\","
            + "\"StorageDescriptor\":{\"Columns\":[{\"Name\":\"id\",\"Type\":\"bigint\"},"
            + "{\"Name\":\"name\",\"Type\":\"string\"}],\"Location\":\"s3://bench/t/\"}}}";
    private static final long RUN = System.nanoTime() >>> 10 & 0x3fffffff;

    @Override
    public void prepare(String target) throws IOException {
        try (var connection = Connection.to(target)) {
            glue(connection, "CreateDatabase", "{\"DatabaseInput\":{\"Name\":\"bench\"}}");
        }
    }

    @Override
    public Worker worker(String target) throws IOException {
        return new Connected(Connection.to(target), (connection, number) -> {
            int status = glue(connection, "CreateTable", TABLE.formatted(RUN + System.nanoTime()));
            Works.check(status == 200, "CreateTable was answered " + status);
        });
    }

    private static int glue(Connection connection, String operation, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var headers = "Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: AWSGlue." + operation + "\r\n";
        return connection.send("POST", "/", "glue", headers, bytes, bytes.length);
    }
}
