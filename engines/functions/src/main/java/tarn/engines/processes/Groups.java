package tarn.engines.processes;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The control groups of Linux for environments: how much memory one takes, and how many processes it may have. Both
 * generations are used, whichever this process may write to; without, there is neither.
 */
final class Groups {

    private static final System.Logger LOG = System.getLogger(Groups.class.getName());
    private static final Path SYS = Path.of("/sys/fs/cgroup");
    private static final String NAME = "tarn-";
    private static final int PROCESSES_MAX = 1024;
    private static final long MB = 1 << 20;
    private static final int TRIES = 100;
    private static final long TRY_NANOS = 10_000_000;

    /** What an environment may have over its memory and scratch, for the runtime's pages in files. */
    private static final int SPARE_MB = 64;

    private final Optional<Path> unified;
    private final List<Path> parents = new ArrayList<>();

    /** Finds what may be used; groups that a Tarn before left behind are removed. */
    Groups() {
        var own = NAME + ProcessHandle.current().pid();
        unified = Files.exists(SYS.resolve("cgroup.controllers")) ? made(SYS.resolve(own)) : Optional.empty();
        if (unified.isPresent()) {
            write(SYS.resolve("cgroup.subtree_control"), "+memory +pids");
            write(unified.get().resolve("cgroup.subtree_control"), "+memory +pids");
            parents.add(unified.get());
            sweep(SYS);
        } else {
            for (var controller : List.of("memory", "pids")) {
                var folder = SYS.resolve(controller);
                if (Files.isWritable(folder)) {
                    sweep(folder);
                    made(folder.resolve(own)).ifPresent(parents::add);
                }
            }
        }
    }

    /** Whether memory is watched by groups. */
    boolean watchMemory() {
        return unified.map(folder -> Files.exists(folder.resolve("memory.max")))
                .orElseGet(() -> parents.stream().anyMatch(parent -> parent.startsWith(SYS.resolve("memory"))));
    }

    boolean boundProcesses() {
        return unified.isPresent() || parents.stream().anyMatch(parent -> parent.startsWith(SYS.resolve("pids")));
    }

    /** New groups for an environment, to be joined by it. */
    Group group(String id, int memoryMb, int scratchMb) {
        var folders = new ArrayList<Path>();
        long bytes = (memoryMb + scratchMb + SPARE_MB) * MB;
        for (var parent : parents) {
            made(parent.resolve(id)).ifPresent(folder -> {
                folders.add(folder);
                write(folder.resolve("memory.max"), String.valueOf(bytes));
                write(folder.resolve("memory.limit_in_bytes"), String.valueOf(bytes));
                write(folder.resolve("pids.max"), String.valueOf(PROCESSES_MAX));
            });
        }
        return new Group(folders);
    }

    /** The groups of one environment. */
    record Group(List<Path> folders) {

        /** What it has in memory beside files, in bytes; 0 if that is not known. */
        long memoryBytes() {
            for (var folder : folders) {
                try {
                    var stat = folder.resolve("memory.stat");
                    if (Files.exists(stat)) {
                        for (var line : Files.readAllLines(stat)) {
                            if (line.startsWith("anon ") || line.startsWith("total_rss ")) {
                                return Long.parseLong(line.substring(line.indexOf(' ') + 1));
                            }
                        }
                    }
                } catch (IOException e) {
                    return 0;
                }
            }
            return 0;
        }

        /** Whether the kernel ended one of its processes for want of memory. */
        boolean wasExhausted() {
            for (var folder : folders) {
                for (var name : List.of("memory.events", "memory.oom_control")) {
                    try {
                        var file = folder.resolve(name);
                        if (Files.exists(file)
                                && Files.readAllLines(file).stream()
                                        .anyMatch(line -> line.matches("oom_kill [1-9][0-9]*"))) {
                            return true;
                        }
                    } catch (IOException e) {
                        return false;
                    }
                }
            }
            return false;
        }

        /** Removes them; the last process of a namespace may take a moment to go. */
        void remove() {
            for (var folder : folders) {
                for (int i = 0; i < TRIES && Files.isDirectory(folder); i++) {
                    drop(folder);
                    if (Files.isDirectory(folder)) {
                        LockSupport.parkNanos(TRY_NANOS);
                    }
                }
            }
        }
    }

    private static void sweep(Path folder) {
        try (var children = Files.newDirectoryStream(folder, NAME + "*")) {
            for (var child : children) {
                var pid = child.getFileName().toString().substring(NAME.length());
                if (pid.matches("[0-9]{1,18}")
                        && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    try (var left = Files.newDirectoryStream(child, Files::isDirectory)) {
                        left.forEach(Groups::drop);
                    }
                    drop(child);
                }
            }
        } catch (IOException e) {
            LOG.log(DEBUG, "No control groups in " + folder, e);
        }
    }

    private static void drop(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.log(DEBUG, "A control group is still in use: " + folder, e);
        }
    }

    private static Optional<Path> made(Path folder) {
        try {
            return Optional.of(Files.createDirectories(folder));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void write(Path file, String text) {
        if (Files.isWritable(file)) {
            try {
                Files.writeString(file, text);
            } catch (IOException e) {
                LOG.log(DEBUG, "The control group refuses " + file, e);
            }
        }
    }

    /** Removes the groups of this process, once its environments are gone. */
    void close() {
        parents.forEach(Groups::drop);
    }
}
