package tarn.engines.trino;

import io.trino.spi.connector.ConnectorSplit;

/**
 * The whole of a source's table. Public, since Trino writes it as JSON.
 *
 * @param part always the first: what has no content cannot be written
 */
public record SourceSplit(int part) implements ConnectorSplit {}
