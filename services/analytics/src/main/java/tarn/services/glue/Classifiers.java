package tarn.services.glue;

import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Classifier;
import software.amazon.awssdk.services.glue.model.CreateClassifierRequest;
import software.amazon.awssdk.services.glue.model.CreateClassifierResponse;
import software.amazon.awssdk.services.glue.model.CreateCsvClassifierRequest;
import software.amazon.awssdk.services.glue.model.CreateGrokClassifierRequest;
import software.amazon.awssdk.services.glue.model.CreateJsonClassifierRequest;
import software.amazon.awssdk.services.glue.model.CreateXMLClassifierRequest;
import software.amazon.awssdk.services.glue.model.CsvClassifier;
import software.amazon.awssdk.services.glue.model.DeleteClassifierRequest;
import software.amazon.awssdk.services.glue.model.DeleteClassifierResponse;
import software.amazon.awssdk.services.glue.model.GetClassifierRequest;
import software.amazon.awssdk.services.glue.model.GetClassifierResponse;
import software.amazon.awssdk.services.glue.model.GetClassifiersRequest;
import software.amazon.awssdk.services.glue.model.GetClassifiersResponse;
import software.amazon.awssdk.services.glue.model.GrokClassifier;
import software.amazon.awssdk.services.glue.model.JsonClassifier;
import software.amazon.awssdk.services.glue.model.UpdateClassifierRequest;
import software.amazon.awssdk.services.glue.model.UpdateClassifierResponse;
import software.amazon.awssdk.services.glue.model.UpdateCsvClassifierRequest;
import software.amazon.awssdk.services.glue.model.UpdateGrokClassifierRequest;
import software.amazon.awssdk.services.glue.model.UpdateJsonClassifierRequest;
import software.amazon.awssdk.services.glue.model.UpdateXMLClassifierRequest;
import software.amazon.awssdk.services.glue.model.XMLClassifier;
import tarn.kernel.Part;
import tarn.pagination.Pages;
import tarn.store.Key;
import tarn.store.Range;

/** Users' classifiers, which crawlers name: Grok, XML, JSON, CSV. What cannot be asked is refused when it is made. */
final class Classifiers implements GlueClient, Part {

    private final ClassifierBook book;
    private final Catalog catalog;
    private final Pages pages;

    Classifiers(ClassifierBook book, Catalog catalog, Pages pages) {
        this.book = book;
        this.catalog = catalog;
        this.pages = pages;
    }

    private static void one(@Nullable Object... kinds) {
        if (Stream.of(kinds).filter(kind -> kind != null).count() != 1) {
            throw GlueFaults.invalid(
                    "Exactly one of GrokClassifier, XMLClassifier, JsonClassifier and CsvClassifier must be"
                            + " given.");
        }
    }

    private static String name(Classifier classifier) {
        return classifier.grokClassifier() != null
                ? classifier.grokClassifier().name()
                : classifier.xmlClassifier() != null
                        ? classifier.xmlClassifier().name()
                        : classifier.jsonClassifier() != null
                                ? classifier.jsonClassifier().name()
                                : classifier.csvClassifier().name();
    }

    @Override
    public CreateClassifierResponse createClassifier(CreateClassifierRequest request) {
        one(request.grokClassifier(), request.xmlClassifier(), request.jsonClassifier(), request.csvClassifier());
        var now = catalog.now();
        var made = Classifier.builder();
        if (request.grokClassifier() != null) {
            made.grokClassifier(grok(request.grokClassifier(), now));
        } else if (request.xmlClassifier() != null) {
            made.xmlClassifier(xml(request.xmlClassifier(), now));
        } else if (request.jsonClassifier() != null) {
            made.jsonClassifier(json(request.jsonClassifier(), now));
        } else {
            made.csvClassifier(csv(request.csvClassifier(), now));
        }
        var classifier = made.build();
        ClassifierBook.asked(classifier);
        if (!book.classifiers().insert(Key.of(name(classifier)), new ClassifierBook.Kept(classifier))) {
            throw GlueFaults.exists("Classifier with name " + name(classifier) + " already exists");
        }
        return CreateClassifierResponse.builder().build();
    }

    private static GrokClassifier grok(CreateGrokClassifierRequest asked, Instant now) {
        return GrokClassifier.builder()
                .name(asked.name())
                .classification(asked.classification())
                .grokPattern(asked.grokPattern())
                .customPatterns(asked.customPatterns())
                .creationTime(now)
                .lastUpdated(now)
                .version(1L)
                .build();
    }

    private static XMLClassifier xml(CreateXMLClassifierRequest asked, Instant now) {
        return XMLClassifier.builder()
                .name(asked.name())
                .classification(asked.classification())
                .rowTag(asked.rowTag())
                .creationTime(now)
                .lastUpdated(now)
                .version(1L)
                .build();
    }

    private static JsonClassifier json(CreateJsonClassifierRequest asked, Instant now) {
        return JsonClassifier.builder()
                .name(asked.name())
                .jsonPath(asked.jsonPath())
                .creationTime(now)
                .lastUpdated(now)
                .version(1L)
                .build();
    }

    private static CsvClassifier csv(CreateCsvClassifierRequest asked, Instant now) {
        return CsvClassifier.builder()
                .name(asked.name())
                .delimiter(asked.delimiter())
                .quoteSymbol(asked.quoteSymbol())
                .containsHeader(asked.containsHeaderAsString())
                .header(asked.hasHeader() ? asked.header() : null)
                .disableValueTrimming(asked.disableValueTrimming())
                .allowSingleColumn(asked.allowSingleColumn())
                .customDatatypeConfigured(asked.customDatatypeConfigured())
                .customDatatypes(asked.hasCustomDatatypes() ? asked.customDatatypes() : null)
                .serde(asked.serdeAsString())
                .creationTime(now)
                .lastUpdated(now)
                .version(1L)
                .build();
    }

    @Override
    public UpdateClassifierResponse updateClassifier(UpdateClassifierRequest request) {
        one(request.grokClassifier(), request.xmlClassifier(), request.jsonClassifier(), request.csvClassifier());
        var name = request.grokClassifier() != null
                ? request.grokClassifier().name()
                : request.xmlClassifier() != null
                        ? request.xmlClassifier().name()
                        : request.jsonClassifier() != null
                                ? request.jsonClassifier().name()
                                : request.csvClassifier().name();
        book.classifiers().update(Key.of(name), present -> {
            var old = present.orElseThrow(() -> ClassifierBook.notFound(name)).classifier();
            var next = changed(old, request);
            ClassifierBook.asked(next);
            return new ClassifierBook.Kept(next);
        });
        return UpdateClassifierResponse.builder().build();
    }

    private Classifier changed(Classifier old, UpdateClassifierRequest request) {
        var now = catalog.now();
        if (request.grokClassifier() != null && old.grokClassifier() != null) {
            return old.copy(next -> next.grokClassifier(grok(old.grokClassifier(), request.grokClassifier(), now)));
        }
        if (request.xmlClassifier() != null && old.xmlClassifier() != null) {
            return old.copy(next -> next.xmlClassifier(xml(old.xmlClassifier(), request.xmlClassifier(), now)));
        }
        if (request.jsonClassifier() != null && old.jsonClassifier() != null) {
            return old.copy(next -> next.jsonClassifier(json(old.jsonClassifier(), request.jsonClassifier(), now)));
        }
        if (request.csvClassifier() != null && old.csvClassifier() != null) {
            return old.copy(next -> next.csvClassifier(csv(old.csvClassifier(), request.csvClassifier(), now)));
        }
        throw GlueFaults.invalid("The type of a classifier cannot be changed.");
    }

    private static <T> @Nullable T given(@Nullable T next, @Nullable T old) {
        return next == null ? old : next;
    }

    private static GrokClassifier grok(GrokClassifier old, UpdateGrokClassifierRequest asked, Instant now) {
        return old.copy(next -> next.classification(given(asked.classification(), old.classification()))
                .grokPattern(given(asked.grokPattern(), old.grokPattern()))
                .customPatterns(given(asked.customPatterns(), old.customPatterns()))
                .lastUpdated(now)
                .version(old.version() + 1));
    }

    private static XMLClassifier xml(XMLClassifier old, UpdateXMLClassifierRequest asked, Instant now) {
        return old.copy(next -> next.classification(given(asked.classification(), old.classification()))
                .rowTag(given(asked.rowTag(), old.rowTag()))
                .lastUpdated(now)
                .version(old.version() + 1));
    }

    private static JsonClassifier json(JsonClassifier old, UpdateJsonClassifierRequest asked, Instant now) {
        return old.copy(next -> next.jsonPath(given(asked.jsonPath(), old.jsonPath()))
                .lastUpdated(now)
                .version(old.version() + 1));
    }

    private static CsvClassifier csv(CsvClassifier old, UpdateCsvClassifierRequest asked, Instant now) {
        return old.copy(next -> next.delimiter(given(asked.delimiter(), old.delimiter()))
                .quoteSymbol(given(asked.quoteSymbol(), old.quoteSymbol()))
                .containsHeader(given(asked.containsHeaderAsString(), old.containsHeaderAsString()))
                .header(asked.hasHeader() ? asked.header() : old.hasHeader() ? old.header() : null)
                .disableValueTrimming(given(asked.disableValueTrimming(), old.disableValueTrimming()))
                .allowSingleColumn(given(asked.allowSingleColumn(), old.allowSingleColumn()))
                .customDatatypeConfigured(given(asked.customDatatypeConfigured(), old.customDatatypeConfigured()))
                .customDatatypes(
                        asked.hasCustomDatatypes()
                                ? asked.customDatatypes()
                                : old.hasCustomDatatypes() ? old.customDatatypes() : null)
                .serde(given(asked.serdeAsString(), old.serdeAsString()))
                .lastUpdated(now)
                .version(old.version() + 1));
    }

    @Override
    public GetClassifierResponse getClassifier(GetClassifierRequest request) {
        return GetClassifierResponse.builder()
                .classifier(book.classifier(request.name()))
                .build();
    }

    @Override
    public GetClassifiersResponse getClassifiers(GetClassifiersRequest request) {
        var page = pages.records(
                "GetClassifiers",
                request.nextToken(),
                request.maxResults(),
                book.classifiers(),
                Range.all(),
                entry -> true);
        return GetClassifiersResponse.builder()
                .classifiers(page.items().stream()
                        .map(ClassifierBook.Kept::classifier)
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public DeleteClassifierResponse deleteClassifier(DeleteClassifierRequest request) {
        if (!book.classifiers().delete(Key.of(request.name()))) {
            throw ClassifierBook.notFound(request.name());
        }
        return DeleteClassifierResponse.builder().build();
    }
}
