package tarn.engines.trino;

import tarn.engines.sql.SqlEngine;
import tarn.engines.sql.SqlEngineDriver;
import tarn.engines.sql.SqlEngineSettings;

/** Trino as {@link tarn.engines.sql.EngineLoader} finds it. */
public final class TrinoEngine implements SqlEngineDriver {

    @Override
    public SqlEngine open(SqlEngineSettings settings) {
        return new EmbeddedTrino(settings);
    }
}
