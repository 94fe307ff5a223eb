package tarn.services.s3;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.TransitionDefaultMinimumObjectSize;

/**
 * What the rules of a life cycle that are enabled say of an object: pure decisions, nothing is done here.
 *
 * <p>Deleting goes before moving, and of several moves the coldest wins, as on AWS. Objects below 128 KiB are moved only
 * if a rule looks at sizes or, where it {@code varies_by_storage_class}, into an archive.
 */
final class LifePlan {

    private static final long SMALL_SIZE_BYTES = 128 << 10;

    /** A rule with its filter, ready. */
    private record Ready(LifecycleRule rule, LifeFilter filter) {}

    /** That something happens at a moment, by a rule. */
    record Event(Instant moment, String rule) {

        boolean due(Instant now) {
            return !moment.isAfter(now);
        }

        /** As {@code x-amz-expiration} tells it. */
        String header() {
            var id = URLEncoder.encode(rule, StandardCharsets.UTF_8).replace("+", "%20");
            return "expiry-date=\"" + HttpDates.of(moment) + "\", rule-id=\"" + id + "\"";
        }
    }

    private final List<Ready> rules;
    private final boolean smallGoesToArchives;

    LifePlan(Lifecycle lifecycle) {
        this.rules = lifecycle.rules().stream()
                .filter(rule -> rule.status() == ExpirationStatus.ENABLED)
                .map(rule -> new Ready(rule, LifeFilter.of(rule)))
                .toList();
        this.smallGoesToArchives =
                lifecycle.minimumSize().equals(TransitionDefaultMinimumObjectSize.VARIES_BY_STORAGE_CLASS.toString());
    }

    /** Whether it looks at versions that are not current. */
    boolean noncurrent() {
        return rules.stream()
                .map(Ready::rule)
                .anyMatch(rule -> rule.noncurrentVersionExpiration() != null
                        || !rule.noncurrentVersionTransitions().isEmpty());
    }

    /** When the current version of a key is to go. */
    Optional<Event> expiration(String key, StoredObject object) {
        return first(rules.stream()
                .filter(ready -> ready.rule.expiration() != null && ready.filter.matches(key, object))
                .map(ready -> {
                    var expiration = ready.rule.expiration();
                    return expiration.days() != null
                            ? new Event(Midnight.after(object.modified(), expiration.days()), ready.rule.id())
                            : expiration.date() != null ? new Event(expiration.date(), ready.rule.id()) : null;
                }));
    }

    /** When a mark under which nothing lies any more is to go. */
    Optional<Event> expiration(String key, DeleteMarker marker) {
        return first(rules.stream()
                .filter(ready -> ready.rule.expiration() != null && ready.filter.matches(key, marker))
                .map(ready -> {
                    var expiration = ready.rule.expiration();
                    return Boolean.TRUE.equals(expiration.expiredObjectDeleteMarker())
                            ? new Event(marker.modified(), ready.rule.id())
                            : expiration.days() != null
                                    ? new Event(Midnight.after(marker.modified(), expiration.days()), ready.rule.id())
                                    : null;
                }));
    }

    /**
     * When a version that is not current is to go.
     *
     * @param since when another became current
     * @param newer how many versions that are not current are newer
     */
    Optional<Event> expiration(String key, Version version, Instant since, int newer) {
        return first(rules.stream()
                .filter(ready -> ready.rule.noncurrentVersionExpiration() != null
                        && ready.filter.matches(key, version)
                        && newer
                                >= orNone(
                                        ready.rule.noncurrentVersionExpiration().newerNoncurrentVersions()))
                .map(ready -> new Event(
                        Midnight.after(
                                since, ready.rule.noncurrentVersionExpiration().noncurrentDays()),
                        ready.rule.id())));
    }

    /** The class that the current version of a key is to be in by now, if that is another. */
    Optional<String> transition(String key, StoredObject object, Instant now) {
        return coldest(
                object,
                rules.stream()
                        .filter(ready -> ready.filter.matches(key, object))
                        .flatMap(ready -> ready.rule.transitions().stream()
                                .filter(step -> {
                                    var moment = step.days() == null
                                            ? step.date()
                                            : Midnight.after(object.modified(), step.days());
                                    return !moment.isAfter(now);
                                })
                                .map(step -> step.storageClassAsString())
                                .filter(to -> largeEnough(object, ready.filter, to))));
    }

    /** The same for a version that is not current. */
    Optional<String> transition(String key, StoredObject object, Instant since, int newer, Instant now) {
        return coldest(
                object,
                rules.stream()
                        .filter(ready -> ready.filter.matches(key, object))
                        .flatMap(ready -> ready.rule.noncurrentVersionTransitions().stream()
                                .filter(step -> newer >= orNone(step.newerNoncurrentVersions())
                                        && !Midnight.after(since, step.noncurrentDays())
                                                .isAfter(now))
                                .map(step -> step.storageClassAsString())
                                .filter(to -> largeEnough(object, ready.filter, to))));
    }

    private static Optional<String> coldest(StoredObject object, Stream<String> classes) {
        return classes.max(Comparator.comparingInt(StorageClasses::coldness))
                .filter(to -> StorageClasses.isColder(to, object.description().storageClass()));
    }

    private boolean largeEnough(StoredObject object, LifeFilter filter, String to) {
        return object.sizeBytes() >= SMALL_SIZE_BYTES
                || filter.sized()
                || (smallGoesToArchives && StorageClasses.isArchive(to));
    }

    /** When an upload that was begun is to be aborted. */
    Optional<Event> abortion(String key, Instant initiated) {
        return first(rules.stream()
                .filter(ready ->
                        ready.rule.abortIncompleteMultipartUpload() != null && key.startsWith(ready.filter.prefix()))
                .map(ready -> new Event(
                        Midnight.after(
                                initiated,
                                ready.rule.abortIncompleteMultipartUpload().daysAfterInitiation()),
                        ready.rule.id())));
    }

    private static Optional<Event> first(Stream<@Nullable Event> events) {
        return events.filter(Objects::nonNull).min(Comparator.comparing(Event::moment));
    }

    private static int orNone(@Nullable Integer count) {
        return count == null ? 0 : count;
    }
}
