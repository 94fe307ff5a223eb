package tarn.services.glue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

/** Users' classifiers through their client, and a crawl that asks one. */
@SuppressWarnings("unchecked") // the SDK's varargs of builders
class ClassifiersTest {

    private final LocalPlatform platform = TestPlatform.open();
    private GlueClient glue;

    @BeforeEach
    void open() {
        glue = GlueSetup.glue(platform);
        glue.createClassifier(request -> request.grokClassifier(grok ->
                grok.name("levels").classification("levels").grokPattern("%{WORD:level} %{GREEDYDATA:message}")));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void aChangeIsAnotherVersion() {
        glue.updateClassifier(request -> request.grokClassifier(
                grok -> grok.name("levels").grokPattern("%{WORD:level}: %{GREEDYDATA:message}")));
        var found = glue.getClassifier(request -> request.name("levels"))
                .classifier()
                .grokClassifier();
        assertThat(found.version()).isEqualTo(2);
        assertThat(found.grokPattern()).contains(": ");
        assertThat(found.classification()).isEqualTo("levels");
        assertThat(glue.getClassifiers(request -> {}).classifiers()).hasSize(1);
        glue.deleteClassifier(request -> request.name("levels"));
        assertThatThrownBy(() -> glue.getClassifier(request -> request.name("levels")))
                .isInstanceOf(EntityNotFoundException.class);
    }

    @Test
    void whatCannotBeAskedIsRefused() {
        assertThatThrownBy(() -> glue.createClassifier(request -> request.grokClassifier(
                        grok -> grok.name("x").classification("x").grokPattern("%{NOTHING:a}"))))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> glue.createClassifier(
                        request -> request.jsonClassifier(json -> json.name("x").jsonPath("rows"))))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> glue.createClassifier(request -> request.csvClassifier(
                        csv -> csv.name("x").delimiter(",").quoteSymbol(","))))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> glue.createClassifier(request -> request.grokClassifier(
                        grok -> grok.name("levels").classification("x").grokPattern("%{WORD:a}"))))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> glue.updateClassifier(request ->
                        request.jsonClassifier(json -> json.name("levels").jsonPath("$[*]"))))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aCrawlerAsksItsClassifiersFirst() {
        var s3 = GlueSetup.as(platform, S3Client.class);
        s3.createBucket(request -> request.bucket("lake"));
        s3.putObject(
                request -> request.bucket("lake").key("logs/a.log"),
                RequestBody.fromString("ERROR disk full\nWARN disk slow\n"));
        glue.createDatabase(request -> request.databaseInput(input -> input.name("db")));
        glue.createCrawler(request -> request.name("c")
                .role("r")
                .databaseName("db")
                .classifiers("levels")
                .targets(targets -> targets.s3Targets(target -> target.path("s3://lake/logs/"))));
        glue.startCrawler(request -> request.name("c"));
        GlueSetup.ended(glue, "c");
        var table = GlueSetup.table(glue, "logs");
        assertThat(table.parameters()).containsEntry("classification", "levels");
        assertThat(table.storageDescriptor().columns())
                .extracting(column -> column.name())
                .containsExactly("level", "message");
        assertThat(table.storageDescriptor().serdeInfo().parameters())
                .containsEntry("input.format", "%{WORD:level} %{GREEDYDATA:message}");
        assertThatThrownBy(() -> glue.createCrawler(request -> request.name("d")
                        .role("r")
                        .classifiers("missing")
                        .targets(targets -> targets.s3Targets(target -> target.path("s3://lake/logs/")))))
                .isInstanceOf(EntityNotFoundException.class);
    }
}
