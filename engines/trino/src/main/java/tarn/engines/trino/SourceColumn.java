package tarn.engines.trino;

import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.type.Type;

/** A column of a source. Public, since Trino writes it as JSON. */
public record SourceColumn(String name, Type type) implements ColumnHandle {}
