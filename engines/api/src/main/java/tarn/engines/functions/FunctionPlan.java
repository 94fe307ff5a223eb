package tarn.engines.functions;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What an environment is made of.
 *
 * @param runtime AWS's identifier, such as {@code python3.12} or {@code provided.al2023}
 * @param handler as the runtime reads it; empty if it needs none
 * @param code what lies under {@code /var/task}
 * @param layers what lies under {@code /opt}, the later over the earlier
 * @param variables the whole environment of the process beside what the engine itself says (paths, the Runtime API)
 * @param memoryMb how much memory it may have
 * @param scratchMb how much it may write to {@code /tmp}
 * @param log takes what the process prints, as it comes, from one thread at a time
 */
public record FunctionPlan(
        String runtime,
        String handler,
        FunctionCode code,
        List<FunctionCode> layers,
        Map<String, String> variables,
        int memoryMb,
        int scratchMb,
        Consumer<byte[]> log) {}
