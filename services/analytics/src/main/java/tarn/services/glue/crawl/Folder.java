package tarn.services.glue.crawl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder of a crawl's target, with what lies in it. */
final class Folder {

    /** A file and what it said of itself; no schema if it was not sampled, is unknown or unreadable. */
    record Item(LakeFile file, Optional<FileSchema> schema) {}

    private final String name;
    private final String location;
    private final int level;
    private final Map<String, Folder> children = new LinkedHashMap<>();
    private final List<Item> items = new ArrayList<>();
    private Tally unsampled = Tally.NOTHING;

    private Folder(String name, String location, int level) {
        this.name = name;
        this.location = location;
        this.level = level;
    }

    /** The folder that a crawl's include path names. */
    static Folder root(String bucket, String prefix) {
        var trimmed = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        var name = trimmed.isEmpty() ? bucket : trimmed.substring(trimmed.lastIndexOf('/') + 1);
        int level = trimmed.isEmpty() ? 1 : trimmed.split("/", -1).length + 1;
        return new Folder(name, "s3://" + bucket + "/" + prefix, level);
    }

    /** The folder under this one that a relative path names, made if need be. */
    Folder below(String path) {
        var folder = this;
        int at = 0;
        while (at < path.length()) {
            int slash = path.indexOf('/', at);
            var parent = folder;
            var part = path.substring(at, slash);
            folder = folder.children.computeIfAbsent(
                    part, name -> new Folder(name, parent.location + name + "/", parent.level + 1));
            at = slash + 1;
        }
        return folder;
    }

    void add(LakeFile file, Optional<FileSchema> schema) {
        items.add(new Item(file, schema));
    }

    /** Counts a file that was left out of the sample. */
    void count(LakeFile file) {
        unsampled = unsampled.with(new Tally(1, file.sizeBytes(), 0));
    }

    String name() {
        return name;
    }

    String location() {
        return location;
    }

    /** The bucket is level 1, a folder in it level 2. */
    int level() {
        return level;
    }

    List<Folder> children() {
        return List.copyOf(children.values());
    }

    List<Item> items() {
        return items;
    }

    Tally unsampled() {
        return unsampled;
    }
}
