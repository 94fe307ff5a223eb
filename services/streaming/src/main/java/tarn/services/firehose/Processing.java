package tarn.services.firehose;

import static tarn.services.firehose.FirehoseFaults.invalid;
import static tarn.services.firehose.FirehoseFaults.notCarried;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationDescription;
import software.amazon.awssdk.services.firehose.model.ProcessingConfiguration;
import software.amazon.awssdk.services.firehose.model.Processor;
import software.amazon.awssdk.services.firehose.model.ProcessorParameter;
import software.amazon.awssdk.services.firehose.model.ProcessorParameterName;
import software.amazon.awssdk.services.firehose.model.ProcessorType;

/**
 * The processors of a destination, in the order in which AWS runs them: what was packed together is taken apart, a function
 * changes it, its partition keys are found, a delimiter is put behind it.
 */
final class Processing {

    private static final List<ProcessorType> ORDER = List.of(
            ProcessorType.DECOMPRESSION,
            ProcessorType.CLOUD_WATCH_LOG_PROCESSING,
            ProcessorType.RECORD_DE_AGGREGATION,
            ProcessorType.LAMBDA,
            ProcessorType.METADATA_EXTRACTION,
            ProcessorType.APPEND_DELIMITER_TO_RECORD);

    private Processing() {}

    /** What is done to records. */
    @FunctionalInterface
    interface Step {
        /** What has become of records; those that fail are told. */
        List<Item> apply(List<Item> items, Consumer<Item.Failure> failed);
    }

    static List<Processor> of(@Nullable ProcessingConfiguration configuration) {
        return configuration == null || !Boolean.TRUE.equals(configuration.enabled())
                ? List.of()
                : configuration.processors();
    }

    static Optional<String> parameter(Processor processor, ProcessorParameterName name) {
        return processor.parameters().stream()
                .filter(each -> each.parameterName() == name)
                .map(ProcessorParameter::parameterValue)
                .findFirst();
    }

    private static String needed(Processor processor, ProcessorParameterName name) {
        return parameter(processor, name)
                .orElseThrow(
                        () -> invalid("Processor " + processor.typeAsString() + " needs the parameter " + name + "."));
    }

    /** The steps of a destination. */
    static List<Step> steps(DeliveryStreams streams, DeliveryStream stream, Destination destination) {
        var processors = new ArrayList<>(of(destination.processing()));
        processors.sort(java.util.Comparator.comparingInt(each -> ORDER.indexOf(each.type())));
        return processors.stream()
                .map(each -> step(streams, stream, destination, each))
                .toList();
    }

    private static Step step(
            DeliveryStreams streams, DeliveryStream stream, Destination destination, Processor processor) {
        var delimiter = parameter(processor, ProcessorParameterName.DELIMITER);
        return switch (processor.type()) {
            case DECOMPRESSION -> new Unpacking();
            case CLOUD_WATCH_LOG_PROCESSING -> new LogMessages();
            case RECORD_DE_AGGREGATION -> new Splitting(delimiter);
            case LAMBDA -> new Transforming(streams, stream, destination, processor);
            case METADATA_EXTRACTION ->
                new KeyQuery(needed(processor, ProcessorParameterName.METADATA_EXTRACTION_QUERY));
            case APPEND_DELIMITER_TO_RECORD -> new Delimiting(delimiter.orElse("\n"));
            case UNKNOWN_TO_SDK_VERSION -> throw notCarried("Processor " + processor.typeAsString());
        };
    }

    static void check(@Nullable ProcessingConfiguration configuration) {
        var seen = new HashSet<ProcessorType>();
        for (var processor : of(configuration)) {
            if (!ORDER.contains(processor.type())) {
                throw notCarried("Processor " + processor.typeAsString());
            }
            if (!seen.add(processor.type())) {
                throw invalid("Processor " + processor.typeAsString() + " may be given only once.");
            }
            check(processor);
        }
    }

    private static void check(Processor processor) {
        if (processor.type() == ProcessorType.LAMBDA) {
            Transforming.check(processor, needed(processor, ProcessorParameterName.LAMBDA_ARN));
        } else if (processor.type() == ProcessorType.METADATA_EXTRACTION) {
            if (!needed(processor, ProcessorParameterName.JSON_PARSING_ENGINE).equals("JQ-1.6")) {
                throw invalid("JsonParsingEngine must be JQ-1.6.");
            }
            KeyQuery.check(needed(processor, ProcessorParameterName.METADATA_EXTRACTION_QUERY));
        } else if (processor.type() == ProcessorType.RECORD_DE_AGGREGATION) {
            Splitting.check(
                    needed(processor, ProcessorParameterName.SUB_RECORD_TYPE),
                    parameter(processor, ProcessorParameterName.DELIMITER));
        }
    }

    /** Checks the processors of a place in S3 together with its partitions. */
    static void check(ExtendedS3DestinationDescription place) {
        check(place.processingConfiguration());
        var prefix = Prefix.of(place.prefix());
        Set<String> query = prefix.values(Prefix.Namespace.QUERY);
        Set<String> lambda = prefix.values(Prefix.Namespace.LAMBDA);
        if (!S3Settings.partitions(place)) {
            if (!query.isEmpty() || !lambda.isEmpty()) {
                throw invalid("Partition keys may be used in the Prefix only when Dynamic Partitioning is enabled.");
            }
            return;
        }
        var types = of(place.processingConfiguration()).stream()
                .map(Processor::type)
                .toList();
        if (query.isEmpty() && lambda.isEmpty()) {
            throw invalid("When Dynamic Partitioning is enabled, Prefix must have partitionKeyFromQuery or "
                    + "partitionKeyFromLambda.");
        }
        if (!query.isEmpty() && !types.contains(ProcessorType.METADATA_EXTRACTION)) {
            throw invalid("MetadataExtraction processor should be present when Prefix has partitionKeyFromQuery.");
        }
        if (!lambda.isEmpty() && !types.contains(ProcessorType.LAMBDA)) {
            throw invalid("Lambda processor should be present when Prefix has partitionKeyFromLambda.");
        }
    }
}
