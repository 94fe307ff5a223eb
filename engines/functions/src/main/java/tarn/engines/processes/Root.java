package tarn.engines.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The file system that an environment sees: the machine's programs and libraries, read only, its code and layers, a
 * scratch folder in memory of its size, and nothing else of the machine.
 */
final class Root {

    /** Where each environment has a file system of its own; what the machine keeps there is mounted into it. */
    private static final Path SCRATCH = Path.of("/tmp");

    private static final List<String> SYSTEM = List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");
    private static final List<String> SETTINGS =
            List.of("/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/etc/alternatives");
    private static final List<String> COPIED =
            List.of("/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/ld.so.cache", "/etc/mime.types");
    private static final List<String> DEVICES = List.of("null", "zero", "full", "random", "urandom");

    private final Path folder;
    private final Path root;

    Root(Path folder) {
        this.folder = folder;
        this.root = folder.resolve("root");
    }

    /** A folder of the machine and where the environment sees it. */
    record Mount(Path source, String target) {}

    /**
     * What an environment sees beside the machine's own programs.
     *
     * @param code what is mounted for this environment
     * @param shared folders of the machine it sees at their own place, such as an interpreter's
     * @param user who owns its scratch; -1 for whoever runs Tarn
     */
    record Content(List<Mount> code, List<Path> shared, int scratchMb, int user) {}

    /** The folder of its {@code fstab} and its root. */
    Path folder() {
        return folder;
    }

    /**
     * Makes folders, links and the list of mounts.
     *
     * @param start what its user runs first
     */
    void build(Content content, String start) throws IOException {
        Trees.remove(folder);
        Files.createDirectories(root.resolve(".tarn"));
        var fstab = new StringBuilder();
        for (var system : SYSTEM) {
            var source = Path.of(system);
            if (Files.isSymbolicLink(source)) {
                Files.createSymbolicLink(root.resolve(system.substring(1)), Files.readSymbolicLink(source));
            } else if (Files.isDirectory(source)) {
                bind(fstab, source, system);
            }
        }
        for (var setting : SETTINGS) {
            if (Files.isDirectory(Path.of(setting))) {
                bind(fstab, Path.of(setting), setting);
            }
        }
        var shared = unnested(content.shared());
        for (var place : shared) {
            if (!place.startsWith(SCRATCH)) {
                bind(fstab, place, place.toString());
            }
        }
        for (var mount : content.code()) {
            bind(fstab, mount.source(), mount.target());
        }
        files(content.user());
        devices(fstab);
        Files.createDirectories(root.resolve("proc"));
        fstab.append("proc ").append(escaped(root.resolve("proc"))).append(" proc nosuid,nodev,noexec 0 0\n");
        Files.createDirectories(root.resolve("tmp"));
        fstab.append("tmpfs ").append(escaped(root.resolve("tmp")));
        fstab.append(" tmpfs nosuid,nodev,size=").append(content.scratchMb()).append("m,mode=1777 0 0\n");
        for (var place : shared) {
            if (place.startsWith(SCRATCH)) {
                fstab.append(escaped(place))
                        .append(' ')
                        .append(escaped(root.resolve(place.toString().substring(1))));
                fstab.append(" none bind,ro,nosuid,nodev,X-mount.mkdir 0 0\n");
            }
        }
        Files.writeString(folder.resolve("fstab"), fstab);
        var script = root.resolve(".tarn/start");
        Files.writeString(script, start);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("r--------"));
        if (content.user() >= 0) {
            Files.setAttribute(script, "unix:uid", content.user());
        }
    }

    /** Leaves out what is the machine's own, or lies in another. */
    private static Set<Path> unnested(List<Path> folders) {
        var kept = new LinkedHashSet<Path>();
        for (var folder : folders) {
            if (!folder.startsWith("/usr")
                    && folders.stream().noneMatch(other -> !other.equals(folder) && folder.startsWith(other))) {
                kept.add(folder);
            }
        }
        return kept;
    }

    private void bind(StringBuilder fstab, Path source, String target) throws IOException {
        var place = root.resolve(target.substring(1));
        Files.createDirectories(place);
        fstab.append(escaped(source)).append(' ').append(escaped(place)).append(" none bind,ro,nosuid,nodev 0 0\n");
    }

    private void files(int user) throws IOException {
        for (var copied : COPIED) {
            if (Files.isReadable(Path.of(copied))) {
                Files.createDirectories(root.resolve("etc"));
                Files.copy(Path.of(copied), root.resolve(copied.substring(1)));
            }
        }
        Files.createDirectories(root.resolve("etc"));
        var name = user < 0 ? "root:x:0:0::/tmp:/bin/sh\n" : "sbx_user:x:" + user + ":" + user + "::/tmp:/bin/sh\n";
        Files.writeString(root.resolve("etc/passwd"), name);
        Files.writeString(root.resolve("etc/group"), user < 0 ? "root:x:0:\n" : "sbx_user:x:" + user + ":\n");
        for (var empty : List.of("var/task", "var/runtime", "opt", "mnt", "run")) {
            Files.createDirectories(root.resolve(empty));
        }
    }

    private void devices(StringBuilder fstab) throws IOException {
        var dev = Files.createDirectories(root.resolve("dev"));
        for (var device : DEVICES) {
            Files.createFile(dev.resolve(device));
            fstab.append("/dev/")
                    .append(device)
                    .append(' ')
                    .append(escaped(dev.resolve(device)))
                    .append(" none bind 0 0\n");
        }
        Files.createSymbolicLink(dev.resolve("fd"), Path.of("/proc/self/fd"));
        Files.createSymbolicLink(dev.resolve("stdin"), Path.of("/proc/self/fd/0"));
        Files.createSymbolicLink(dev.resolve("stdout"), Path.of("/proc/self/fd/1"));
        Files.createSymbolicLink(dev.resolve("stderr"), Path.of("/proc/self/fd/2"));
    }

    private static String escaped(Path path) {
        return path.toAbsolutePath()
                .toString()
                .replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011");
    }

    /** Removes it; what was mounted in the environment's own namespace is not touched. */
    void remove() {
        Trees.remove(folder);
    }
}
