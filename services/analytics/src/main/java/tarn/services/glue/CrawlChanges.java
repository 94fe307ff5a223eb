package tarn.services.glue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a run has changed so far, and its log. Files are read by several threads, which all write lines. */
final class CrawlChanges {

    private final List<String> added = new ArrayList<>();
    private final List<String> updated = new ArrayList<>();
    private final List<String> deleted = new ArrayList<>();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private long partitionsAdded;
    private long partitionsUpdated;
    private long partitionsDeleted;

    void added(String table) {
        added.add(table);
        log("Created table " + table);
    }

    void updated(String table) {
        updated.add(table);
        log("Updated table " + table);
    }

    void deleted(String table, String how) {
        deleted.add(table);
        log(how + " table " + table);
    }

    void partitions(String table, long more, long changed, long gone) {
        partitionsAdded += more;
        partitionsUpdated += changed;
        partitionsDeleted += gone;
        if (more + changed + gone > 0) {
            log("Partitions of " + table + ": " + more + " added, " + changed + " updated, " + gone + " removed");
        }
    }

    void log(String line) {
        log.add(line);
    }

    KeptCrawl.Changes kept() {
        return new KeptCrawl.Changes(
                List.copyOf(added),
                List.copyOf(updated),
                List.copyOf(deleted),
                partitionsAdded,
                partitionsUpdated,
                partitionsDeleted);
    }

    List<String> log() {
        return List.copyOf(log);
    }
}
