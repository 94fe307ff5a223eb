package tarn.engines.trino;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import tarn.engines.sql.SqlEngineSettings;

/** How the coordinator is set up: on loopback, in its share of the heap, with few threads. */
final class CoordinatorProperties {

    static Map<String, String> of(SqlEngineSettings settings) {
        var properties = new HashMap<String, String>();
        properties.putAll(place(settings));
        properties.putAll(memory(settings));
        properties.putAll(threads(settings));
        return properties;
    }

    static Path plugins(SqlEngineSettings settings) {
        return settings.scratch().resolve("plugins");
    }

    private static Map<String, String> place(SqlEngineSettings settings) {
        return Map.ofEntries(
                Map.entry("coordinator", "true"),
                Map.entry("node-scheduler.include-coordinator", "true"),
                Map.entry("node.environment", "tarn"),
                Map.entry("node.bind-ip", "127.0.0.1"),
                Map.entry("node.internal-address", "127.0.0.1"),
                Map.entry("http-server.http.port", "0"),
                Map.entry("http-server.log.enabled", "false"),
                Map.entry("discovery.uri", "http://127.0.0.1:1"),
                Map.entry(
                        "internal-communication.shared-secret",
                        UUID.randomUUID().toString()),
                Map.entry("web-ui.enabled", "false"),
                Map.entry("plugin.dir", plugins(settings).toString()),
                // sources are made known by the statements that name them
                Map.entry("catalog.management", "dynamic"),
                Map.entry("catalog.store", "memory"),
                // division of decimals as Athena's Trino has it
                Map.entry("deprecated.legacy-arithmetic-decimal-operators", "true"),
                // readers of results may be slow; whoever started a statement ends it
                Map.entry("query.client.timeout", "30d"),
                Map.entry("query.max-run-time", "30d"),
                Map.entry("query.max-history", "20"),
                Map.entry("query.min-expire-age", "1s"));
    }

    private static Map<String, String> memory(SqlEngineSettings settings) {
        long heap = Runtime.getRuntime().maxMemory();
        long queries = Math.min(settings.memoryBytesMax(), heap * 7 / 10);
        return Map.of(
                "query.max-memory", queries + "B",
                "query.max-memory-per-node", queries + "B",
                "memory.heap-headroom-per-node", (heap - queries) + "B",
                "spill-enabled", "true",
                "spiller-spill-path", settings.scratch().resolve("spill").toString());
    }

    private static Map<String, String> threads(SqlEngineSettings settings) {
        int processors = settings.parallelism();
        return Map.ofEntries(
                Map.entry("task.concurrency", String.valueOf(Integer.highestOneBit(Math.max(processors, 1)))),
                Map.entry("task.max-worker-threads", String.valueOf(2 * processors)),
                Map.entry("http-server.threads.max", "40"),
                Map.entry("query.executor-pool-size", "20"),
                Map.entry("query.dispatcher-query-pool-size", "20"),
                Map.entry("query.manager-executor-pool-size", "2"),
                Map.entry("query.max-state-machine-callback-threads", "5"),
                Map.entry("query.max-split-manager-callback-threads", "10"),
                Map.entry("query.remote-task.max-callback-threads", "20"),
                Map.entry("task.http-response-threads", "8"),
                Map.entry("task.task-notification-threads", "2"),
                Map.entry("task.task-yield-threads", "1"),
                Map.entry("task.driver-timeout-threads", "1"),
                Map.entry("exchange.client-threads", "4"),
                Map.entry("exchange.page-buffer-client.max-callback-threads", "4"));
    }

    private CoordinatorProperties() {}
}
