package tarn.services.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;

import java.net.URI;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ExpressionType;
import software.amazon.awssdk.services.s3.model.FileHeaderInfo;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponseHandler;

/** The Java SDK's asynchronous client, on Netty, as a client over HTTP. */
class AsyncClientTest {

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private HttpDoor door;
    private S3AsyncClient s3;

    @BeforeEach
    void open() {
        door = new HttpDoor(tarn.platform());
        s3 = S3AsyncClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + door.port()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .forcePathStyle(true)
                .multipartEnabled(true)
                .build();
    }

    @AfterEach
    void close() {
        s3.close();
        door.close();
    }

    private void put(String key, byte[] content) {
        s3.putObject(put -> put.bucket(BUCKET).key(key), AsyncRequestBody.fromBytes(content))
                .join();
    }

    @Test
    void aLargeObjectGoesUpInPartsAndComesBack() {
        var content = new byte[(20 << 20) + 1];
        new Random(1).nextBytes(content);
        put("large", content);

        var got = s3.getObject(get -> get.bucket(BUCKET).key("large"), AsyncResponseTransformer.toBytes())
                .join();

        assertThat(got.asByteArrayUnsafe()).isEqualTo(content);
        assertThat(got.response().eTag()).endsWith("-3\"");
    }

    @Test
    void keysAreListedPageByPage() {
        for (int i = 0; i < 5; i++) {
            put("k" + i, new byte[0]);
        }
        var keys = new ConcurrentLinkedQueue<String>();

        s3.listObjectsV2Paginator(list -> list.bucket(BUCKET).maxKeys(2))
                .contents()
                .subscribe(object -> keys.add(object.key()))
                .join();

        assertThat(keys).containsExactly("k0", "k1", "k2", "k3", "k4");
    }

    @Test
    void whatIsSelectedArrivesAsEvents() {
        put("people.csv", "name,age\nAnna,34\nBob,27\nCarla,41\n".getBytes(UTF_8));
        var rows = new StringBuilder();
        var visitor = SelectObjectContentResponseHandler.Visitor.builder()
                .onRecords(records -> rows.append(records.payload().asUtf8String()))
                .build();

        s3.selectObjectContent(
                        select -> select.bucket(BUCKET)
                                .key("people.csv")
                                .expressionType(ExpressionType.SQL)
                                .expression("SELECT s.name FROM S3Object s WHERE CAST(s.age AS INT) > 30")
                                .inputSerialization(in -> in.csv(csv -> csv.fileHeaderInfo(FileHeaderInfo.USE)))
                                .outputSerialization(out -> out.csv(csv -> csv.recordDelimiter("\n"))),
                        SelectObjectContentResponseHandler.builder()
                                .subscriber(visitor)
                                .build())
                .join();

        assertThat(rows.toString()).isEqualTo("Anna\nCarla\n");
    }
}
