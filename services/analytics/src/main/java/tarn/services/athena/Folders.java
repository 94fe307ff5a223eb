package tarn.services.athena;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;

/** The folders of a place in S3, found by listing with a delimiter, level by level. */
record Folders(S3Client s3) {

    private record Level(String prefix, int depth) {}

    /** The paths, without a slash at the end, of all folders exactly so many levels below a root, in order. */
    List<String> below(String root, int depth) {
        var path = S3Path.parse(root).orElseThrow(() -> DdlFaults.locationInvalid(root));
        var found = new ArrayList<String>();
        var open = new ArrayDeque<Level>();
        open.push(new Level(path.key(), 0));
        while (!open.isEmpty()) {
            var level = open.pop();
            if (level.depth() == depth) {
                found.add(level.prefix()
                        .substring(path.key().length(), level.prefix().length() - 1));
                continue;
            }
            s3.listObjectsV2Paginator(request ->
                            request.bucket(path.bucket()).prefix(level.prefix()).delimiter("/"))
                    .commonPrefixes()
                    .forEach(folder -> {
                        // A hive-style folder says its key; others cannot lead to a partition.
                        var name = folder.prefix().substring(level.prefix().length());
                        if (name.indexOf('=') > 0) {
                            open.push(new Level(folder.prefix(), level.depth() + 1));
                        }
                    });
        }
        found.sort(null);
        return found;
    }
}
