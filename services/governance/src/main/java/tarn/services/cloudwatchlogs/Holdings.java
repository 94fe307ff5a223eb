package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.groupNotFound;
import static tarn.services.cloudwatchlogs.LogFaults.invalid;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.services.cloudwatchlogs.lines.Chunk;
import tarn.services.cloudwatchlogs.lines.ChunkFile;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The groups, streams and lines of the caller's account and region. */
final class Holdings {

    private static final String GROUP = "log-group:";

    private final Platform platform;
    private final Store<KeptGroup> groups;
    private final Store<KeptStream> streams;
    private final Store<Chunk> chunks;
    private final GroupKeys keys;

    Holdings(Platform platform) {
        this.platform = platform;
        this.groups = platform.store("cloudwatchlogs/groups", Scope.REGION, KeptGroup.FORMAT);
        this.streams = platform.store("cloudwatchlogs/streams", Scope.REGION, KeptStream.FORMAT);
        this.chunks = platform.store("cloudwatchlogs/lines", Scope.REGION, Chunk.format());
        this.keys = new GroupKeys(platform);
    }

    Platform platform() {
        return platform;
    }

    Store<KeptGroup> groups() {
        return groups;
    }

    Store<KeptStream> streams() {
        return streams;
    }

    Store<Chunk> chunks() {
        return chunks;
    }

    GroupKeys keys() {
        return keys;
    }

    Entry<KeptGroup> entry(String name) {
        return groups.entry(Key.of(name)).orElseThrow(LogFaults::groupNotFound);
    }

    KeptGroup group(String name) {
        return entry(name).value();
    }

    /** The group that a request names, by its name or by {@code logGroupIdentifier}. */
    KeptGroup group(@Nullable String name, @Nullable String identifier) {
        if (name != null && identifier != null) {
            throw invalid("logGroupName and logGroupIdentifier cannot both be specified.");
        }
        if (name == null && identifier == null) {
            throw invalid("Either logGroupName or logGroupIdentifier must be specified.");
        }
        return name != null ? group(name) : group(nameOf(String.valueOf(identifier)));
    }

    /** The name in an identifier, which is a name or an ARN. */
    static String nameOf(String identifier) {
        if (!identifier.startsWith("arn:")) {
            return identifier;
        }
        var caller = Caller.current();
        var arn = Arn.parse(identifier)
                .filter(parsed ->
                        parsed.service().equals("logs") && parsed.resource().startsWith(GROUP))
                .orElseThrow(() -> invalid("The specified log group ARN is invalid."));
        if (!arn.account().equals(caller.account()) || !arn.region().equals(caller.region())) {
            throw groupNotFound();
        }
        var name = arn.resource().substring(GROUP.length());
        int rest = name.indexOf(':');
        return rest < 0 ? name : name.substring(0, rest);
    }

    /** Changes a group by a pure function of what it is. */
    KeptGroup change(String name, UnaryOperator<KeptGroup> change) {
        return groups.update(Key.of(name), seen -> change.apply(seen.orElseThrow(LogFaults::groupNotFound)))
                .orElseThrow(LogFaults::groupNotFound);
    }

    Optional<Entry<KeptStream>> streamEntry(KeptGroup group, String name) {
        return streams.entry(Key.of(group.id(), name));
    }

    KeptStream stream(KeptGroup group, String name) {
        return streamEntry(group, name).map(Entry::value).orElseThrow(LogFaults::streamNotFound);
    }

    /** A group's streams whose names begin so, by name. */
    List<KeptStream> streams(KeptGroup group, String prefix) {
        var found = new ArrayList<KeptStream>();
        for (var entry : streams.scan(Range.under(Key.of(group.id())).startingWith(prefix))) {
            found.add(entry.value());
        }
        return found;
    }

    /** A stream's lines. */
    ChunkFile lines(KeptGroup group, KeptStream stream) {
        return new ChunkFile(
                chunks, Key.of(group.id(), stream.id()), stream.spanMillis(), hidden -> keys.open(group, hidden));
    }

    /** What a group's lines take, as AWS counts them. */
    long storedBytes(KeptGroup group) {
        long bytes = 0;
        for (var entry : streams.scan(Range.under(Key.of(group.id())))) {
            bytes += entry.value().bytes();
        }
        return bytes;
    }

    long nowMillis() {
        return platform.clock().instant().toEpochMilli();
    }
}
