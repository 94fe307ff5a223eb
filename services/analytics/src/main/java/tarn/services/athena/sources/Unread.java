package tarn.services.athena.sources;

import java.util.List;
import java.util.Optional;
import tarn.engines.sql.LakeSource;

/** A source that cannot be read, and says why. */
class Unread implements LakeSource {

    private final String why;

    Unread(String why) {
        this.why = why;
    }

    @Override
    public List<String> schemas() {
        throw Sources.invalid(why);
    }

    @Override
    public List<String> tables(String schema) {
        throw Sources.invalid(why);
    }

    @Override
    public Optional<List<Column>> columns(String schema, String table) {
        throw Sources.invalid(why);
    }

    @Override
    public Rows read(Read read) {
        throw Sources.invalid(why);
    }
}
