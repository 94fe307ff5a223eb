package tarn.services.eventbridge;

import static tarn.services.eventbridge.EventFaults.exists;
import static tarn.services.eventbridge.EventFaults.invalid;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Archive;
import software.amazon.awssdk.services.eventbridge.model.ArchiveState;
import software.amazon.awssdk.services.eventbridge.model.CreateArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateArchiveResponse;
import software.amazon.awssdk.services.eventbridge.model.DeleteArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteArchiveResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeArchiveResponse;
import software.amazon.awssdk.services.eventbridge.model.ListArchivesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListArchivesResponse;
import software.amazon.awssdk.services.eventbridge.model.UpdateArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateArchiveResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Key;
import tarn.store.Range;

/** Archives: events of a bus, kept to be sent again. */
final class ArchiveLifecycle implements EventBridgeClient, Part {

    private final Platform platform;
    private final Buses buses;
    private final Archives archives;
    private final Pages pages;

    ArchiveLifecycle(Platform platform, Buses buses, Archives archives, Pages pages) {
        this.platform = platform;
        this.buses = buses;
        this.archives = archives;
        this.pages = pages;
    }

    @Override
    public CreateArchiveResponse createArchive(CreateArchiveRequest request) {
        RuleLifecycle.checkPattern(request.eventPattern());
        refuse(request.kmsKeyIdentifier());
        var bus = buses.named(request.eventSourceArn());
        var archive = new StoredArchive(
                request.archiveName(),
                Archives.arn(request.archiveName()),
                bus.name(),
                request.description(),
                request.eventPattern(),
                request.retentionDays() == null ? 0 : request.retentionDays(),
                platform.clock().instant());
        var batch = platform.batch().insert(archives.store(), Key.of(archive.name()), archive);
        archives.watch(batch, archive);
        if (!batch.commit()) {
            throw exists("Archive", archive.name());
        }
        return CreateArchiveResponse.builder()
                .archiveArn(archive.arn())
                .state(ArchiveState.ENABLED)
                .creationTime(archive.created())
                .build();
    }

    private static void refuse(@Nullable String key) {
        if (key != null && !key.isEmpty()) {
            throw invalid("Tarn does not encrypt archives under a key of KMS");
        }
    }

    @Override
    public UpdateArchiveResponse updateArchive(UpdateArchiveRequest request) {
        RuleLifecycle.checkPattern(request.eventPattern());
        refuse(request.kmsKeyIdentifier());
        while (true) {
            var seen = archives.entry(request.archiveName());
            var known = seen.value();
            var next = new StoredArchive(
                    known.name(),
                    known.arn(),
                    known.bus(),
                    request.description() == null ? known.description() : request.description(),
                    request.eventPattern() == null ? known.pattern() : request.eventPattern(),
                    request.retentionDays() == null ? known.days() : request.retentionDays(),
                    known.created());
            var batch = platform.batch().replace(archives.store(), seen, next);
            archives.watch(batch, next);
            if (batch.commit()) {
                return UpdateArchiveResponse.builder()
                        .archiveArn(next.arn())
                        .state(ArchiveState.ENABLED)
                        .creationTime(next.created())
                        .build();
            }
        }
    }

    @Override
    public DeleteArchiveResponse deleteArchive(DeleteArchiveRequest request) {
        while (true) {
            var batch = platform.batch();
            archives.drop(batch, archives.entry(request.archiveName()));
            if (batch.commit()) {
                return DeleteArchiveResponse.builder().build();
            }
        }
    }

    @Override
    public DescribeArchiveResponse describeArchive(DescribeArchiveRequest request) {
        var archive = archives.entry(request.archiveName()).value();
        var contents = archives.contents(archive.name());
        return DescribeArchiveResponse.builder()
                .archiveName(archive.name())
                .archiveArn(archive.arn())
                .eventSourceArn(Buses.arn(archive.bus()))
                .description(archive.description())
                .eventPattern(archive.pattern())
                .retentionDays(archive.days())
                .state(ArchiveState.ENABLED)
                .creationTime(archive.created())
                .eventCount(contents.count())
                .sizeBytes(contents.bytes())
                .build();
    }

    @Override
    public ListArchivesResponse listArchives(ListArchivesRequest request) {
        var prefix = request.namePrefix() == null ? "" : request.namePrefix();
        var page = pages.records(
                "ListArchives",
                request.nextToken(),
                request.limit(),
                archives.store(),
                Range.all().startingWith(prefix),
                entry -> (request.eventSourceArn() == null
                                || request.eventSourceArn()
                                        .equals(Buses.arn(entry.value().bus())))
                        && (request.state() == null || request.state() == ArchiveState.ENABLED));
        return ListArchivesResponse.builder()
                .archives(page.items().stream()
                        .map(archive -> {
                            var contents = archives.contents(archive.name());
                            return Archive.builder()
                                    .archiveName(archive.name())
                                    .eventSourceArn(Buses.arn(archive.bus()))
                                    .state(ArchiveState.ENABLED)
                                    .retentionDays(archive.days())
                                    .creationTime(archive.created())
                                    .eventCount(contents.count())
                                    .sizeBytes(contents.bytes())
                                    .build();
                        })
                        .toList())
                .nextToken(page.next())
                .build();
    }
}
