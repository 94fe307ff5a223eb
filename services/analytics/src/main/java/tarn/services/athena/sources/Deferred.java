package tarn.services.athena.sources;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tarn.engines.sql.LakeSource;

/** A source that is found when something is first asked of it: most statements ask nothing of most catalogs. */
record Deferred(Supplier<LakeSource> source) implements LakeSource {

    @Override
    public List<String> schemas() {
        return source.get().schemas();
    }

    @Override
    public List<String> tables(String schema) {
        return source.get().tables(schema);
    }

    @Override
    public Optional<List<Column>> columns(String schema, String table) {
        return source.get().columns(schema, table);
    }

    @Override
    public Rows read(Read read) {
        return source.get().read(read);
    }
}
