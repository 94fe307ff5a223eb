package tarn.services.cloudtrail;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tarn.engines.sql.Lake;
import tarn.engines.sql.LakeCatalog;
import tarn.engines.sql.LakeColumn;
import tarn.engines.sql.LakeCondition;
import tarn.engines.sql.LakeDatabase;
import tarn.engines.sql.LakeDraft;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakeFile;
import tarn.engines.sql.LakeFiles;
import tarn.engines.sql.LakePartition;
import tarn.engines.sql.LakeStorage;
import tarn.engines.sql.LakeTable;

/**
 * Event data stores as tables that can only be read: each is one file with an event a line, made when a query begins.
 *
 * <p>Source of the columns: "CloudTrail Lake event schema" in CloudTrail's user guide.
 */
final class EventsLake implements Lake, LakeCatalog, LakeFiles {

    /** What the tables belong to. */
    static final String DATABASE = "lake";

    private static final String BUCKET = "s3://lake/";
    private static final String NAMES = "type:string,principalid:string,arn:string,accountid:string,";
    private static final List<LakeColumn> COLUMNS = columns(
            "eventversion", "string",
            "useridentity",
                    "struct<" + NAMES + "accesskeyid:string,username:string,sessioncontext:struct<attributes:struct<"
                            + "creationdate:string,mfaauthenticated:string>,sessionissuer:struct<" + NAMES
                            + "username:string>,sourceidentity:string>,invokedby:string,identityprovider:string>",
            "eventtime", "timestamp",
            "eventsource", "string",
            "eventname", "string",
            "awsregion", "string",
            "sourceipaddress", "string",
            "useragent", "string",
            "errorcode", "string",
            "errormessage", "string",
            "requestparameters", "map<string,string>",
            "responseelements", "map<string,string>",
            "additionaleventdata", "map<string,string>",
            "requestid", "string",
            "eventid", "string",
            "readonly", "boolean",
            "resources", "array<struct<accountid:string,type:string,arn:string,arnprefix:string>>",
            "eventtype", "string",
            "managementevent", "boolean",
            "recipientaccountid", "string",
            "eventcategory", "string");

    private final Map<String, byte[]> events;

    /** @param events by the id of an event data store, its events, one a line */
    EventsLake(Map<String, byte[]> events) {
        this.events = Map.copyOf(events);
    }

    private static List<LakeColumn> columns(String... namesAndTypes) {
        return java.util.stream.IntStream.range(0, namesAndTypes.length / 2)
                .mapToObj(i -> new LakeColumn(namesAndTypes[2 * i], namesAndTypes[2 * i + 1], Optional.empty()))
                .toList();
    }

    /** An event's line, its time in the form that the engine reads. */
    static byte[] line(String event) {
        return (event.replaceFirst("\"eventTime\":\"([0-9-]{10})T([0-9:]{8})Z\"", "\"eventTime\":\"$1 $2\"") + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public LakeCatalog catalog() {
        return this;
    }

    @Override
    public LakeFiles files() {
        return this;
    }

    private static LakeFailure readOnly() {
        return new LakeFailure(LakeFailure.Kind.ACCESS_DENIED, "Event data stores can only be read");
    }

    @Override
    public List<LakeDatabase> databases() {
        return List.of(new LakeDatabase(DATABASE, Optional.empty(), Optional.empty(), Map.of()));
    }

    @Override
    public Optional<LakeDatabase> database(String name) {
        return databases().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    @Override
    public void createDatabase(LakeDatabase database) {
        throw readOnly();
    }

    @Override
    public void dropDatabase(String name) {
        throw readOnly();
    }

    @Override
    public List<LakeTable> tables(String database) {
        return events.keySet().stream().map(EventsLake::table).toList();
    }

    @Override
    public Optional<LakeTable> table(String database, String name) {
        return database.equals(DATABASE) && events.containsKey(name) ? Optional.of(table(name)) : Optional.empty();
    }

    private static LakeTable table(String id) {
        return new LakeTable(
                DATABASE,
                id,
                Optional.of("cloudtrail"),
                "EXTERNAL_TABLE",
                COLUMNS,
                List.of(),
                Optional.of(new LakeStorage(
                        Optional.of(BUCKET + id + "/"),
                        Optional.of("org.apache.hadoop.mapred.TextInputFormat"),
                        Optional.of("org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"),
                        Optional.of("org.openx.data.jsonserde.JsonSerDe"),
                        Map.of(),
                        Optional.empty())),
                Map.of("EXTERNAL", "TRUE"),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public void createTable(LakeTable table) {
        throw readOnly();
    }

    @Override
    public void replaceTable(String database, String name, LakeTable table) {
        throw readOnly();
    }

    @Override
    public void dropTable(String database, String name) {
        throw readOnly();
    }

    @Override
    public List<List<String>> partitionValues(LakeTable table, List<LakeCondition> conditions) {
        return List.of();
    }

    @Override
    public List<LakePartition> partitions(LakeTable table, List<List<String>> values) {
        return List.of();
    }

    @Override
    public void addPartitions(LakeTable table, List<LakePartition> partitions) {
        throw readOnly();
    }

    @Override
    public void replacePartition(LakeTable table, LakePartition partition) {
        throw readOnly();
    }

    @Override
    public void dropPartition(LakeTable table, List<String> values) {
        throw readOnly();
    }

    private static String uri(String id) {
        return BUCKET + id + "/events.json";
    }

    @Override
    public Iterator<Entry> list(String prefix) {
        return events.entrySet().stream()
                .filter(each -> uri(each.getKey()).startsWith(prefix))
                .map(each -> new Entry(uri(each.getKey()), each.getValue().length, 0, Optional.empty()))
                .iterator();
    }

    @Override
    public List<String> folders(String prefix) {
        return List.of();
    }

    @Override
    public Optional<Entry> stat(String uri) {
        var found = list(uri);
        return found.hasNext() ? Optional.of(found.next()) : Optional.empty();
    }

    @Override
    public LakeFile open(String uri) {
        var bytes = events.entrySet().stream()
                .filter(each -> uri(each.getKey()).equals(uri))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new LakeFailure(LakeFailure.Kind.NOT_FOUND, "There is no file " + uri));
        return new Lines(bytes);
    }

    @Override
    public LakeDraft create(String uri, boolean replace) {
        throw readOnly();
    }

    @Override
    public void delete(String uri) {
        throw readOnly();
    }

    @Override
    public void rename(String from, String to) {
        throw readOnly();
    }

    /** Bytes as a file. */
    private static final class Lines implements LakeFile {
        private final byte[] bytes;

        Lines(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public long modifiedMillis() {
            return 0;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            if (position >= bytes.length) {
                return -1;
            }
            int count = (int) Math.min(length, bytes.length - position);
            System.arraycopy(bytes, (int) position, into, offset, count);
            return count;
        }

        @Override
        public void close() {}
    }
}
