package tarn.engines.sql;

import java.nio.file.Path;

/**
 * What an engine may use of the machine.
 *
 * @param scratch a folder for its temporary files, made if absent; what it finds there on start it may delete
 * @param memoryBytesMax heap that all queries together may reserve
 * @param parallelism how many threads run queries at once
 */
public record SqlEngineSettings(Path scratch, long memoryBytesMax, int parallelism) {

    /** Half the heap of this JVM and as many threads as it has processors. */
    public static SqlEngineSettings of(Path scratch) {
        var runtime = Runtime.getRuntime();
        return new SqlEngineSettings(scratch, runtime.maxMemory() / 2, runtime.availableProcessors());
    }
}
