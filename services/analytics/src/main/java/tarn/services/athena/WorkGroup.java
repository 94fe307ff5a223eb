package tarn.services.athena;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.ResultConfiguration;
import software.amazon.awssdk.services.athena.model.WorkGroupConfiguration;
import software.amazon.awssdk.services.athena.model.WorkGroupState;
import software.amazon.awssdk.services.athena.model.WorkGroupSummary;

/**
 * A work group as it is kept.
 *
 * @param output where results go; null if each query says it itself
 * @param enforced whether the group's settings override a query's own
 * @param cutoffBytes a query that scans more is ended; null for no limit
 */
record WorkGroup(
        String name,
        boolean enabled,
        @Nullable String description,
        @Nullable String output,
        ResultSettings settings,
        boolean enforced,
        boolean metrics,
        boolean requesterPays,
        boolean minimumEncryption,
        @Nullable Long cutoffBytes,
        @Nullable String executionRole,
        String engineVersion,
        long createdMillis,
        Map<String, String> tags) {

    static final String PRIMARY = "primary";
    static final String AUTO = "AUTO";

    /** The group that every account has. */
    static WorkGroup primary() {
        return new WorkGroup(
                PRIMARY,
                true,
                "",
                null,
                ResultSettings.NONE,
                false,
                false,
                false,
                false,
                null,
                null,
                AUTO,
                0,
                Map.of());
    }

    WorkGroup tagged(Map<String, String> next) {
        return new WorkGroup(
                name,
                enabled,
                description,
                output,
                settings,
                enforced,
                metrics,
                requesterPays,
                minimumEncryption,
                cutoffBytes,
                executionRole,
                engineVersion,
                createdMillis,
                new LinkedHashMap<>(next));
    }

    software.amazon.awssdk.services.athena.model.WorkGroup describe() {
        var result = output == null && settings.equals(ResultSettings.NONE)
                ? ResultConfiguration.builder().build()
                : settings.describe(output);
        var configuration = WorkGroupConfiguration.builder()
                .resultConfiguration(result)
                .enforceWorkGroupConfiguration(enforced)
                .publishCloudWatchMetricsEnabled(metrics)
                .bytesScannedCutoffPerQuery(cutoffBytes)
                .requesterPaysEnabled(requesterPays)
                .executionRole(executionRole)
                .enableMinimumEncryptionConfiguration(minimumEncryption)
                .engineVersion(version -> version.selectedEngineVersion(engineVersion)
                        .effectiveEngineVersion(Execution.ENGINE.effectiveEngineVersion()))
                .build();
        return software.amazon.awssdk.services.athena.model.WorkGroup.builder()
                .name(name)
                .state(state())
                .description(description)
                .configuration(configuration)
                .creationTime(created())
                .build();
    }

    WorkGroupSummary summary() {
        return WorkGroupSummary.builder()
                .name(name)
                .state(state())
                .description(description)
                .creationTime(created())
                .engineVersion(version -> version.selectedEngineVersion(engineVersion)
                        .effectiveEngineVersion(Execution.ENGINE.effectiveEngineVersion()))
                .build();
    }

    private WorkGroupState state() {
        return enabled ? WorkGroupState.ENABLED : WorkGroupState.DISABLED;
    }

    private @Nullable Instant created() {
        return createdMillis == 0 ? null : Instant.ofEpochMilli(createdMillis);
    }
}
