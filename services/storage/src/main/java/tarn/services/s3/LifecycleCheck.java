package tarn.services.s3;

import static tarn.services.s3.LifecycleFaults.idTooLong;
import static tarn.services.s3.LifecycleFaults.idTwice;
import static tarn.services.s3.LifecycleFaults.mixed;
import static tarn.services.s3.LifecycleFaults.noAction;
import static tarn.services.s3.LifecycleFaults.notMidnight;
import static tarn.services.s3.LifecycleFaults.notPositive;
import static tarn.services.s3.LifecycleFaults.notWithSizes;
import static tarn.services.s3.LifecycleFaults.notWithTags;
import static tarn.services.s3.LifecycleFaults.overlapping;
import static tarn.services.s3.LifecycleFaults.prefixTooLong;
import static tarn.services.s3.LifecycleFaults.samePrefix;
import static tarn.services.s3.LifecycleFaults.sizesCross;
import static tarn.services.s3.LifecycleFaults.tagTwice;
import static tarn.services.s3.LifecycleFaults.tooMany;
import static tarn.services.s3.S3Faults.malformedXml;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.Tag;
import tarn.kernel.Ids;

/**
 * Refuses rules of a life cycle that S3 refuses, and names those that have no name.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html">Elements of rules</a>
 */
final class LifecycleCheck {

    /** At most so many noncurrent versions can be kept by a rule. */
    static final int NEWER_MAX = 100;

    private static final int RULES_MAX = 1000;
    private static final int ID_LENGTH_MAX = 255;
    private static final int PREFIX_BYTES_MAX = 1024;
    private static final int ID_LENGTH = 48;
    private static final String ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    static List<LifecycleRule> checked(List<LifecycleRule> given, Ids ids) {
        if (given.isEmpty() || given.size() > RULES_MAX) {
            throw malformedXml();
        }
        var rules = new ArrayList<LifecycleRule>(given.size());
        var names = new HashSet<String>();
        for (var rule : given) {
            var named = named(rule, ids);
            if (!names.add(named.id())) {
                throw idTwice();
            }
            check(named);
            rules.add(named);
        }
        overlaps(rules, "Expiration", rule -> rule.expiration() != null);
        overlaps(rules, "Transition", rule -> !rule.transitions().isEmpty());
        return rules;
    }

    private static LifecycleRule named(LifecycleRule rule, Ids ids) {
        if (rule.id() == null || rule.id().isEmpty()) {
            return rule.toBuilder().id(ids.random(ID_ALPHABET, ID_LENGTH)).build();
        }
        if (rule.id().length() > ID_LENGTH_MAX) {
            throw idTooLong();
        }
        return rule;
    }

    private static void check(LifecycleRule rule) {
        if (rule.status() == null || rule.status() == ExpirationStatus.UNKNOWN_TO_SDK_VERSION) {
            throw malformedXml();
        }
        if ((rule.filter() == null) == (LifeFilter.plainPrefix(rule) == null)) {
            throw malformedXml();
        }
        checkFilter(rule);
        if (rule.expiration() == null
                && rule.transitions().isEmpty()
                && rule.noncurrentVersionExpiration() == null
                && rule.noncurrentVersionTransitions().isEmpty()
                && rule.abortIncompleteMultipartUpload() == null) {
            throw noAction();
        }
        var filter = LifeFilter.of(rule);
        checkExpiration(rule, filter);
        checkNoncurrentExpiration(rule);
        checkAbort(rule, filter);
        checkMixture(rule, filter);
        TransitionCheck.check(rule, filter);
    }

    private static void checkFilter(LifecycleRule rule) {
        var given = rule.filter();
        if (given != null) {
            long predicates = Stream.of(
                            given.prefix(),
                            given.tag(),
                            given.objectSizeGreaterThan(),
                            given.objectSizeLessThan(),
                            given.and())
                    .filter(Objects::nonNull)
                    .count();
            if (predicates > 1) {
                throw malformedXml();
            }
            var and = given.and();
            if (and != null
                    && Stream.of(and.prefix(), and.objectSizeGreaterThan(), and.objectSizeLessThan())
                                            .filter(Objects::nonNull)
                                            .count()
                                    + and.tags().size()
                            < 2) {
                throw malformedXml();
            }
        }
        var filter = LifeFilter.of(rule);
        if (filter.prefix().getBytes(StandardCharsets.UTF_8).length > PREFIX_BYTES_MAX) {
            throw prefixTooLong();
        }
        if (filter.tags().stream().map(Tag::key).distinct().count()
                < filter.tags().size()) {
            throw tagTwice();
        }
        Tags.ofObject(filter.tags());
        if (filter.above() != null && filter.below() != null && filter.above() >= filter.below()) {
            throw sizesCross();
        }
    }

    private static void checkExpiration(LifecycleRule rule, LifeFilter filter) {
        var expiration = rule.expiration();
        if (expiration == null) {
            return;
        }
        long given = Stream.of(expiration.date(), expiration.days(), expiration.expiredObjectDeleteMarker())
                .filter(Objects::nonNull)
                .count();
        if (given != 1) {
            throw malformedXml();
        }
        if (expiration.days() != null && expiration.days() <= 0) {
            throw notPositive("Days", "Expiration");
        }
        checkDate(expiration.date());
        if (expiration.expiredObjectDeleteMarker() != null) {
            forbid(filter, "ExpiredObjectDeleteMarker");
        }
    }

    static void checkDate(@Nullable Instant date) {
        if (date != null && !date.truncatedTo(ChronoUnit.DAYS).equals(date)) {
            throw notMidnight();
        }
    }

    private static void checkNoncurrentExpiration(LifecycleRule rule) {
        var expiration = rule.noncurrentVersionExpiration();
        if (expiration == null) {
            return;
        }
        var action = "NoncurrentVersionExpiration";
        if (expiration.noncurrentDays() == null) {
            throw malformedXml();
        }
        if (expiration.noncurrentDays() <= 0) {
            throw notPositive("NoncurrentDays", action);
        }
        checkNewer(rule, expiration.newerNoncurrentVersions(), action);
    }

    static void checkNewer(LifecycleRule rule, @Nullable Integer newer, String action) {
        if (newer == null) {
            return;
        }
        if (newer <= 0) {
            throw notPositive("NewerNoncurrentVersions", action);
        }
        if (newer > NEWER_MAX) {
            throw tooMany("NewerNoncurrentVersions", action, NEWER_MAX);
        }
        if (rule.filter() == null) {
            throw malformedXml();
        }
    }

    private static void checkAbort(LifecycleRule rule, LifeFilter filter) {
        var abort = rule.abortIncompleteMultipartUpload();
        if (abort == null) {
            return;
        }
        var action = "AbortIncompleteMultipartUpload";
        if (abort.daysAfterInitiation() == null) {
            throw malformedXml();
        }
        if (abort.daysAfterInitiation() <= 0) {
            throw notPositive("DaysAfterInitiation", action);
        }
        forbid(filter, action);
    }

    private static void forbid(LifeFilter filter, String action) {
        if (!filter.tags().isEmpty()) {
            throw notWithTags(action);
        }
        if (filter.sized()) {
            throw notWithSizes(action);
        }
    }

    private static void checkMixture(LifecycleRule rule, LifeFilter filter) {
        var expiration = rule.expiration();
        var days = (expiration != null && expiration.days() != null)
                || rule.transitions().stream().anyMatch(transition -> transition.days() != null);
        var dates = (expiration != null && expiration.date() != null)
                || rule.transitions().stream().anyMatch(transition -> transition.date() != null);
        if (days && dates) {
            throw mixed(filter.named());
        }
    }

    /* Rules in the older form, with a prefix and no filter, must not overlap. */
    private static void overlaps(List<LifecycleRule> rules, String action, Predicate<LifecycleRule> acts) {
        var prefixes = new ArrayList<String>();
        for (var rule : rules) {
            var prefix = LifeFilter.plainPrefix(rule);
            if (prefix == null || rule.status() != ExpirationStatus.ENABLED || !acts.test(rule)) {
                continue;
            }
            for (var earlier : prefixes) {
                if (earlier.equals(prefix)) {
                    throw samePrefix(earlier, action);
                }
                if (earlier.startsWith(prefix) || prefix.startsWith(earlier)) {
                    throw overlapping(earlier, prefix, action);
                }
            }
            prefixes.add(prefix);
        }
    }

    private LifecycleCheck() {}
}
