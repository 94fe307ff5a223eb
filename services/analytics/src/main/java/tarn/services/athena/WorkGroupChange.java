package tarn.services.athena;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.EngineVersion;
import software.amazon.awssdk.services.athena.model.ResultConfigurationUpdates;
import software.amazon.awssdk.services.athena.model.UpdateWorkGroupRequest;
import software.amazon.awssdk.services.athena.model.WorkGroupConfiguration;
import software.amazon.awssdk.services.athena.model.WorkGroupConfigurationUpdates;
import software.amazon.awssdk.services.athena.model.WorkGroupState;

/** What {@code CreateWorkGroup} and {@code UpdateWorkGroup} make of a work group. */
final class WorkGroupChange {

    private static final long CUTOFF_BYTES_MIN = 10_000_000;

    static WorkGroup of(WorkGroup base, WorkGroupConfiguration asked) {
        if (asked.managedQueryResultsConfiguration() != null
                && Boolean.TRUE.equals(asked.managedQueryResultsConfiguration().enabled())) {
            throw AthenaFaults.managedResultsNotSupported();
        }
        var result = asked.resultConfiguration();
        return new WorkGroup(
                base.name(),
                base.enabled(),
                base.description(),
                result == null ? null : location(result.outputLocation()),
                ResultSettings.of(result),
                orElse(asked.enforceWorkGroupConfiguration(), base.enforced()),
                orElse(asked.publishCloudWatchMetricsEnabled(), base.metrics()),
                orElse(asked.requesterPaysEnabled(), base.requesterPays()),
                orElse(asked.enableMinimumEncryptionConfiguration(), base.minimumEncryption()),
                cutoff(asked.bytesScannedCutoffPerQuery()),
                asked.executionRole(),
                version(asked.engineVersion(), base.engineVersion()),
                base.createdMillis(),
                base.tags());
    }

    static WorkGroup of(WorkGroup group, UpdateWorkGroupRequest request) {
        var updates = request.configurationUpdates() == null
                ? WorkGroupConfigurationUpdates.builder().build()
                : request.configurationUpdates();
        if (updates.managedQueryResultsConfigurationUpdates() != null
                && Boolean.TRUE.equals(
                        updates.managedQueryResultsConfigurationUpdates().enabled())) {
            throw AthenaFaults.managedResultsNotSupported();
        }
        var result = updates.resultConfigurationUpdates() == null
                ? ResultConfigurationUpdates.builder().build()
                : updates.resultConfigurationUpdates();
        boolean removesCutoff = Boolean.TRUE.equals(updates.removeBytesScannedCutoffPerQuery());
        return new WorkGroup(
                group.name(),
                request.state() == null ? group.enabled() : request.state() == WorkGroupState.ENABLED,
                request.description() == null ? group.description() : request.description(),
                Boolean.TRUE.equals(result.removeOutputLocation())
                        ? null
                        : result.outputLocation() == null ? group.output() : location(result.outputLocation()),
                settings(group.settings(), result),
                orElse(updates.enforceWorkGroupConfiguration(), group.enforced()),
                orElse(updates.publishCloudWatchMetricsEnabled(), group.metrics()),
                orElse(updates.requesterPaysEnabled(), group.requesterPays()),
                orElse(updates.enableMinimumEncryptionConfiguration(), group.minimumEncryption()),
                removesCutoff
                        ? null
                        : updates.bytesScannedCutoffPerQuery() == null
                                ? group.cutoffBytes()
                                : cutoff(updates.bytesScannedCutoffPerQuery()),
                updates.executionRole() == null ? group.executionRole() : updates.executionRole(),
                version(updates.engineVersion(), group.engineVersion()),
                group.createdMillis(),
                group.tags());
    }

    private static ResultSettings settings(ResultSettings present, ResultConfigurationUpdates updates) {
        var encryption = updates.encryptionConfiguration();
        var option = encryption == null ? present.encryption() : encryption.encryptionOptionAsString();
        if (option != null && option.equals("CSE_KMS")) {
            throw AthenaFaults.encryptionNotSupported(option);
        }
        boolean plain = Boolean.TRUE.equals(updates.removeEncryptionConfiguration());
        var key = encryption == null ? present.kmsKey() : encryption.kmsKey();
        var owner = updates.expectedBucketOwner() == null ? present.bucketOwner() : updates.expectedBucketOwner();
        var acl = updates.aclConfiguration() == null
                ? present.acl()
                : updates.aclConfiguration().s3AclOptionAsString();
        return new ResultSettings(
                plain ? null : option,
                plain ? null : key,
                Boolean.TRUE.equals(updates.removeExpectedBucketOwner()) ? null : owner,
                Boolean.TRUE.equals(updates.removeAclConfiguration()) ? null : acl);
    }

    private static @Nullable String location(@Nullable String location) {
        if (location != null && S3Path.parse(location).isEmpty()) {
            throw AthenaFaults.outputLocationInvalid(location);
        }
        return location;
    }

    private static @Nullable Long cutoff(@Nullable Long bytes) {
        if (bytes != null && bytes < CUTOFF_BYTES_MIN) {
            throw AthenaFaults.cutoffTooSmall();
        }
        return bytes;
    }

    private static String version(@Nullable EngineVersion asked, String present) {
        if (asked == null || asked.selectedEngineVersion() == null) {
            return present;
        }
        var version = asked.selectedEngineVersion();
        if (version.equals(WorkGroup.AUTO) || version.equals(Execution.ENGINE.effectiveEngineVersion())) {
            return version;
        }
        throw AthenaFaults.engineNotSupported(version);
    }

    private static boolean orElse(@Nullable Boolean asked, boolean present) {
        return asked == null ? present : asked;
    }

    private WorkGroupChange() {}
}
