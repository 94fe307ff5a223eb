package tarn.engines.sql;

/**
 * What an engine's jars offer to {@link EngineLoader} through {@link java.util.ServiceLoader}. Making a driver and opening
 * an engine are quick; the work begins with {@link SqlEngine#warm}.
 */
public interface SqlEngineDriver {

    SqlEngine open(SqlEngineSettings settings);
}
