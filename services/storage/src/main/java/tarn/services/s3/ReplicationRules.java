package tarn.services.s3;

import static tarn.services.s3.ReplicationFaults.existingObjects;
import static tarn.services.s3.ReplicationFaults.keyMissing;
import static tarn.services.s3.ReplicationFaults.kmsNotSelected;
import static tarn.services.s3.ReplicationFaults.markersWithTags;
import static tarn.services.s3.ReplicationFaults.needs;
import static tarn.services.s3.ReplicationFaults.ownerNeedsAccount;
import static tarn.services.s3.ReplicationFaults.prefixesOverlap;
import static tarn.services.s3.ReplicationFaults.priorityTaken;
import static tarn.services.s3.ReplicationFaults.ruleIdTaken;
import static tarn.services.s3.ReplicationFaults.ruleIdTooLong;
import static tarn.services.s3.ReplicationFaults.timeNeedsMetrics;
import static tarn.services.s3.ReplicationFaults.versionsMixed;
import static tarn.services.s3.S3Faults.malformedXml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteMarkerReplicationStatus;
import software.amazon.awssdk.services.s3.model.Destination;
import software.amazon.awssdk.services.s3.model.ExistingObjectReplicationStatus;
import software.amazon.awssdk.services.s3.model.MetricsStatus;
import software.amazon.awssdk.services.s3.model.ReplicaModificationsStatus;
import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationRuleStatus;
import software.amazon.awssdk.services.s3.model.ReplicationStatus;
import software.amazon.awssdk.services.s3.model.ReplicationTimeStatus;
import software.amazon.awssdk.services.s3.model.SseKmsEncryptedObjectsStatus;
import software.amazon.awssdk.services.s3.model.Tag;
import tarn.kernel.Ids;

/**
 * The rules of a replication: which are right, and what they say of an object. A rule with a {@code Filter} is of the
 * second version of the schema, one without of the first, where a prefix is all there is.
 */
@SuppressWarnings("deprecation") // AWS still takes the first version of the schema
final class ReplicationRules {

    private static final int COUNT_MAX = 1000;
    private static final int ID_LENGTH_MAX = 255;
    private static final int TIME_MINUTES = 15;
    private static final String ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    /** The configuration as it is kept: every rule has an id. Refuses what AWS refuses, and what is not done here. */
    static ReplicationConfiguration checked(ReplicationConfiguration configuration, Ids ids) {
        var rules = configuration.rules();
        if (rules.isEmpty() || rules.size() > COUNT_MAX) {
            throw malformedXml();
        }
        boolean second = rules.getFirst().filter() != null;
        var kept = new ArrayList<ReplicationRule>();
        var names = new HashSet<String>();
        for (var rule : rules) {
            if ((rule.filter() != null) != second) {
                throw versionsMixed();
            }
            check(rule);
            var id = rule.id() == null || rule.id().isEmpty() ? ids.random(ID_CHARACTERS, 48) : rule.id();
            if (id.length() > ID_LENGTH_MAX) {
                throw ruleIdTooLong(id);
            }
            if (!names.add(id)) {
                throw ruleIdTaken(id);
            }
            kept.add(rule.toBuilder().id(id).build());
        }
        if (second) {
            checkPriorities(rules);
        } else {
            checkPrefixes(rules);
        }
        return configuration.toBuilder().rules(kept).build();
    }

    private static void check(ReplicationRule rule) {
        if (rule.status() == ReplicationRuleStatus.UNKNOWN_TO_SDK_VERSION) {
            throw malformedXml();
        }
        var filter = rule.filter();
        var markers = rule.deleteMarkerReplication();
        if (filter != null) {
            Predicates.one(rule.prefix(), filter);
            Predicates.one(filter.prefix(), filter.tag(), filter.and());
            Predicates.tag(filter.tag());
            if (filter.and() != null) {
                Predicates.several(filter.and().tags(), filter.and().prefix());
            }
            if (rule.priority() == null) {
                throw needs("Priority");
            }
            if (markers == null) {
                throw needs("DeleteMarkerReplication");
            }
            if (markers.status() == DeleteMarkerReplicationStatus.ENABLED
                    && !tags(rule).isEmpty()) {
                throw markersWithTags();
            }
        } else if (rule.prefix() == null) {
            throw malformedXml();
        }
        check(rule.destination());
        checkSelection(rule);
    }

    private static void checkSelection(ReplicationRule rule) {
        var existing = rule.existingObjectReplication();
        if (existing != null && existing.status() == ExistingObjectReplicationStatus.ENABLED) {
            throw existingObjects();
        }
        var selection = rule.sourceSelectionCriteria();
        var key = rule.destination().encryptionConfiguration();
        boolean kms = selection != null && selection.sseKmsEncryptedObjects() != null;
        if (kms && (key == null || key.replicaKmsKeyID() == null)) {
            throw keyMissing();
        }
        if (!kms && key != null) {
            throw kmsNotSelected();
        }
    }

    /** Whether a rule takes what lies under keys of KMS. */
    private static boolean takesKms(ReplicationRule rule) {
        var selection = rule.sourceSelectionCriteria();
        return selection != null
                && selection.sseKmsEncryptedObjects() != null
                && selection.sseKmsEncryptedObjects().status() == SseKmsEncryptedObjectsStatus.ENABLED;
    }

    /** Whether a rule takes back what is changed at replicas. */
    private static boolean takesModifications(ReplicationRule rule) {
        var selection = rule.sourceSelectionCriteria();
        return selection != null
                && selection.replicaModifications() != null
                && selection.replicaModifications().status() == ReplicaModificationsStatus.ENABLED;
    }

    private static void check(Destination destination) {
        BucketNames.ofArn(destination.bucket());
        if (destination.accessControlTranslation() != null && destination.account() == null) {
            throw ownerNeedsAccount();
        }
        var time = destination.replicationTime();
        var metrics = destination.metrics();
        if (time != null && time.status() == ReplicationTimeStatus.ENABLED) {
            if (metrics == null
                    || metrics.status() != MetricsStatus.ENABLED
                    || !Objects.equals(time.time().minutes(), TIME_MINUTES)) {
                throw timeNeedsMetrics();
            }
        }
        if (destination.storageClass() != null) {
            StorageClasses.of(destination.storageClassAsString());
        }
    }

    private static void checkPriorities(List<ReplicationRule> rules) {
        var taken = new HashMap<String, HashSet<Integer>>();
        for (var rule : rules) {
            var priorities = taken.computeIfAbsent(rule.destination().bucket(), any -> new HashSet<>());
            if (!priorities.add(rule.priority())) {
                throw priorityTaken(rule.priority());
            }
        }
    }

    private static void checkPrefixes(List<ReplicationRule> rules) {
        for (int i = 0; i < rules.size(); i++) {
            for (int j = i + 1; j < rules.size(); j++) {
                var one = prefix(rules.get(i));
                var other = prefix(rules.get(j));
                if (one.startsWith(other) || other.startsWith(one)) {
                    throw prefixesOverlap(one, other);
                }
            }
        }
    }

    /**
     * By which rules an object goes somewhere: to each destination by the one of the highest priority that takes it.
     *
     * @param replicas whether a replica goes on like any object; else only by rules that take back modifications
     */
    static List<ReplicationRule> rules(
            ReplicationConfiguration configuration, String key, StoredObject object, boolean replicas) {
        boolean kms =
                object.encryption() instanceof Encryption.ByKms || object.encryption() instanceof Encryption.Twice;
        boolean replica = object.replication() == ReplicationStatus.REPLICA && !replicas;
        var chosen = new LinkedHashMap<String, ReplicationRule>();
        for (var rule : configuration.rules()) {
            if (takes(rule, key, object.tags()) && (!kms || takesKms(rule)) && (!replica || takesModifications(rule))) {
                choose(chosen, rule);
            }
        }
        return List.copyOf(chosen.values());
    }

    /** The same of the mark of a deletion. Rules of the first version of the schema replicate marks without being told. */
    static List<ReplicationRule> rulesOfMarks(ReplicationConfiguration configuration, String key) {
        var chosen = new LinkedHashMap<String, ReplicationRule>();
        for (var rule : configuration.rules()) {
            var markers = rule.deleteMarkerReplication();
            boolean marks = rule.filter() == null
                    || (markers != null && markers.status() == DeleteMarkerReplicationStatus.ENABLED);
            if (marks && takes(rule, key, Map.of())) {
                choose(chosen, rule);
            }
        }
        return List.copyOf(chosen.values());
    }

    private static void choose(Map<String, ReplicationRule> chosen, ReplicationRule rule) {
        chosen.merge(rule.destination().bucket(), rule, (one, other) -> priority(other) > priority(one) ? other : one);
    }

    private static int priority(ReplicationRule rule) {
        return rule.priority() == null ? 0 : rule.priority();
    }

    private static boolean takes(ReplicationRule rule, String key, Map<String, String> tags) {
        return rule.status() == ReplicationRuleStatus.ENABLED
                && key.startsWith(prefix(rule))
                && tags(rule).stream().allMatch(tag -> Objects.equals(tags.get(tag.key()), tag.value()));
    }

    private static String prefix(ReplicationRule rule) {
        var filter = rule.filter();
        if (filter == null) {
            return orEmpty(rule.prefix());
        }
        return orEmpty(filter.and() == null ? filter.prefix() : filter.and().prefix());
    }

    private static List<Tag> tags(ReplicationRule rule) {
        var filter = rule.filter();
        if (filter == null) {
            return List.of();
        }
        if (filter.and() != null) {
            return filter.and().tags();
        }
        return filter.tag() == null ? List.of() : List.of(filter.tag());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private ReplicationRules() {}
}
