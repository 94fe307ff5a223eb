package tarn.services.glue.crawl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads a sample of every file below a target, a few at a time, and finds the tables there.
 *
 * <p>A file that is empty, hidden or unknown makes no table; one that is damaged is named in the log and makes none.
 */
public final class Survey {

    private static final int FILES_AT_ONCE = 8;

    /**
     * What is surveyed.
     *
     * @param prefix a folder, with a trailing slash or without, or the key of a single object
     * @param sampleSize how many files of each folder to read; empty for all
     * @param exclusions paths below the prefix to leave out
     */
    public record Target(
            String bucket, String prefix, List<Glob> exclusions, OptionalInt sampleSize, Grouping grouping) {}

    /** The format and columns of a folder that an earlier crawl knows, so that its files need no reading. */
    public record Known(Format format, String compression, List<Column> columns) {}

    private final Lake lake;
    private final Classifier classifier;
    private final Consumer<String> log;
    private final BooleanSupplier stopped;
    private final Function<String, Optional<Known>> known;
    private final Map<List<Column>, List<Column>> schemas = new ConcurrentHashMap<>();

    /**
     * A survey.
     *
     * @param custom the user's classifiers, in the order they are asked
     * @param log takes a line for each file that was skipped
     * @param stopped asked again and again; once true the survey ends with {@link CancellationException}
     * @param known what is known of a folder, by its location
     */
    public Survey(
            Lake lake,
            List<CustomClassifier> custom,
            Consumer<String> log,
            BooleanSupplier stopped,
            Function<String, Optional<Known>> known) {
        this.classifier = new Classifier(custom);
        this.lake = lake;
        this.log = log;
        this.stopped = stopped;
        this.known = known;
    }

    /** The tables of a target. */
    public List<FoundTable> tables(Target target) throws IOException {
        var prefix = target.prefix();
        var folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        var byFolder = new HashMap<String, List<LakeFile>>();
        var order = new ArrayList<String>();
        for (var file : lake.list(target.bucket(), prefix)) {
            if (file.key().equals(prefix) && !prefix.endsWith("/")) {
                return single(file);
            }
            if (file.key().startsWith(folder) && isData(file, folder) && !isExcluded(file, folder, target)) {
                byFolder.computeIfAbsent(file.folder(), key -> {
                            order.add(key);
                            return new ArrayList<>();
                        })
                        .add(file);
            }
        }
        var root = Folder.root(target.bucket(), folder);
        read(root, folder, order, byFolder, target.sampleSize());
        return new TableFinder(target.grouping(), log).tables(root);
    }

    private List<FoundTable> single(LakeFile file) {
        return classify(file).stream()
                .map(schema -> Partitioning.file(file, schema))
                .toList();
    }

    private static boolean isExcluded(LakeFile file, String folder, Target target) {
        return Glob.any(target.exclusions(), file.key().substring(folder.length()));
    }

    /** Markers of folders, empty files, and what engines hide from each other are no data. */
    private static boolean isData(LakeFile file, String folder) {
        if (file.sizeBytes() == 0 || file.key().endsWith("/") || file.key().endsWith("_$folder$")) {
            return false;
        }
        for (var part : file.key().substring(folder.length()).split("/", -1)) {
            if (part.startsWith("_") || part.startsWith(".")) {
                return false;
            }
        }
        return true;
    }

    private void read(
            Folder root,
            String prefix,
            List<String> order,
            Map<String, List<LakeFile>> byFolder,
            OptionalInt sampleSize)
            throws IOException {
        var permits = new Semaphore(FILES_AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var key : order) {
                var folder = root.below(key.substring(prefix.length()));
                var files = byFolder.getOrDefault(key, List.of());
                var remembered = known.apply(folder.location());
                if (remembered.isPresent()) {
                    remember(folder, files, remembered.get());
                    continue;
                }
                int count = Math.min(files.size(), sampleSize.orElse(Integer.MAX_VALUE));
                var reading = new ArrayList<Future<Optional<FileSchema>>>(count);
                for (var file : files.subList(0, count)) {
                    permits.acquireUninterruptibly();
                    if (stopped.getAsBoolean()) {
                        throw new CancellationException("The crawl was stopped");
                    }
                    reading.add(threads.submit(() -> {
                        try {
                            return classify(file);
                        } finally {
                            permits.release();
                        }
                    }));
                }
                for (int i = 0; i < count; i++) {
                    folder.add(files.get(i), outcome(reading.get(i)));
                }
                files.subList(count, files.size()).forEach(folder::count);
            }
        }
    }

    private static void remember(Folder folder, List<LakeFile> files, Known known) {
        var compression = Compression.valueOf(known.compression().toUpperCase(java.util.Locale.ROOT));
        var schema = Optional.of(new FileSchema(known.format(), compression, known.columns(), 0));
        files.forEach(file -> folder.add(file, schema));
    }

    private static Optional<FileSchema> outcome(Future<Optional<FileSchema>> reading) throws IOException {
        try {
            return reading.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("The crawl was interrupted");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private Optional<FileSchema> classify(LakeFile file) {
        try (var content = lake.open(file)) {
            var schema = classifier.recognise(file, content).map(this::shared);
            if (schema.isEmpty()) {
                log.accept("Skipped " + file.location() + ": no classifier knows its format (UNKNOWN)");
            }
            return schema;
        } catch (IOException e) {
            log.accept("Skipped " + file.location() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Thousands of files with one schema keep it once. */
    private FileSchema shared(FileSchema schema) {
        var columns = schemas.computeIfAbsent(schema.columns(), same -> same);
        return new FileSchema(schema.format(), schema.compression(), columns, schema.records());
    }
}
