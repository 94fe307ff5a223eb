package tarn.engines.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How far the operating system lets environments be kept apart. */
enum Isolation {
    /** Namespaces, a root and a user of its own. */
    OWN_USER("own user, root and namespaces"),
    /** Namespaces and a root of its own; outside of them it is the user who runs Tarn. */
    OWN_ROOT("own root and namespaces, Tarn's user"),
    /** A plain process of the user who runs Tarn: it can read whatever that user can. */
    NONE("none: functions can read what Tarn can, and fill its disk");

    private static final int PROBE_SECONDS = 10;

    private final String words;

    Isolation(String words) {
        this.words = words;
    }

    /** In few words, for users. */
    String words() {
        return words;
    }

    /** The strongest that works here, found by starting a process under each. */
    static Isolation found(Path scratch, Path launcher) {
        var first = isRoot() ? OWN_USER : OWN_ROOT;
        return works(first, scratch, launcher) ? first : NONE;
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static boolean works(Isolation isolation, Path scratch, Path launcher) {
        try {
            var root = new Root(scratch.resolve("probe"));
            root.build(new Root.Content(List.of(), List.of(), 1, isolation == OWN_USER ? Users.FIRST : -1), "");
            var command = isolation.command(launcher, root.folder(), Users.FIRST, -1, List.of(), List.of("true"));
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            root.remove();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * The command that starts a runtime so. All that it starts dies with it, and it dies with the thread that started
     * it ({@code prctl(PR_SET_PDEATHSIG)}), which must therefore live as long as Tarn does.
     *
     * @param run the environment's folder, with its {@code fstab} and its root
     * @param dataKb the limit of a process's data; -1 for none
     * @param groups control groups to join
     */
    List<String> command(Path launcher, Path run, int user, int dataKb, List<Path> groups, List<String> runtime) {
        var command = new ArrayList<String>();
        if (this == NONE) {
            if (Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
                command.addAll(List.of("setpriv", "--pdeathsig", "KILL"));
            }
            command.addAll(
                    List.of("/bin/sh", launcher.resolveSibling("plain.sh").toString(), run.toString()));
            limits(command, dataKb, groups);
            command.addAll(runtime);
            return command;
        }
        command.addAll(List.of("setpriv", "--pdeathsig", "KILL", "unshare"));
        if (this == OWN_ROOT) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.addAll(List.of("--mount", "--pid", "--ipc", "--fork", "--kill-child=KILL", "/bin/sh"));
        command.addAll(List.of(launcher.toString(), run.toString(), this == OWN_USER ? String.valueOf(user) : "-"));
        limits(command, dataKb, groups);
        command.addAll(runtime);
        return command;
    }

    private static void limits(List<String> command, int dataKb, List<Path> groups) {
        command.add(dataKb < 0 ? "-" : String.valueOf(dataKb));
        command.add(String.join(" ", groups.stream().map(Path::toString).toList()));
        command.add("--");
    }
}
