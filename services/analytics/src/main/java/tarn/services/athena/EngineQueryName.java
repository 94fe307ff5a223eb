package tarn.services.athena;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The engine's own name of a query, such as {@code 20190423_125128_00001_ehtur}, which the metadata begins with. */
final class EngineQueryName {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").withZone(ZoneOffset.UTC);

    static String of(Execution execution) {
        var submitted = Instant.ofEpochMilli(execution.submittedMillis());
        return TIME.format(submitted) + "_00001_" + execution.id().substring(0, 5);
    }

    private EngineQueryName() {}
}
