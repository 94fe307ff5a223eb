package tarn.services.athena;

import java.util.ArrayList;
import java.util.List;
import tarn.engines.sql.LakeFailure;
import tarn.kernel.Platform;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * What running statements have made visible: files and tables. A statement that the process does not survive has them
 * taken away at the next start, so that an insert that failed leaves no rows behind.
 */
final class Traces {

    private static final System.Logger LOG = System.getLogger(Traces.class.getName());

    private final Platform platform;
    private final Store<Trace> traces;

    /** Something a statement has made. */
    sealed interface Made {}

    /** A file that will lie, or lies, at a URI. */
    record MadeFile(String uri) implements Made {}

    /** A table that was entered into the catalog. */
    record MadeTable(String database, String name) implements Made {}

    /** A thing made, as it is kept. */
    record Trace(Made made) {}

    Traces(Platform platform) {
        this.platform = platform;
        this.traces = platform.store("athena/traces", Scope.GLOBAL, Formats.record(Trace.class));
    }

    /** What one statement makes. */
    Of of(String query) {
        return new Of(query);
    }

    final class Of {
        private final String query;

        private Of(String query) {
            this.query = query;
        }

        private Key key(Made made) {
            return Key.of(query).with(made.toString());
        }

        void made(Made made) {
            traces.put(key(made), new Trace(made));
        }

        void gone(Made made) {
            traces.delete(key(made));
        }

        private List<Made> all() {
            var all = new ArrayList<Made>();
            traces.scan(Range.under(Key.of(query)))
                    .forEach(entry -> all.add(entry.value().made()));
            return all;
        }

        /** Forgets them: the statement has ended, and they are to stay or have gone. */
        void forget() {
            var all = all();
            if (!all.isEmpty()) {
                var batch = platform.batch();
                all.forEach(made -> batch.delete(traces, key(made)));
                batch.commit();
            }
        }

        /** Takes them away, tables first. What cannot be removed any more stays; its owner has changed his mind. */
        void undo(GlueLake lake) {
            for (var made : all().reversed()) {
                try {
                    switch (made) {
                        case MadeFile file -> lake.files().delete(file.uri());
                        case MadeTable table -> lake.catalog().dropTable(table.database(), table.name());
                    }
                } catch (LakeFailure gone) {
                    LOG.log(System.Logger.Level.INFO, "What query " + query + " made stays: " + made, gone);
                }
            }
            forget();
        }
    }
}
