package tarn.server;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import tarn.store.StoreFailure;

/** Starts a server, says where it listens, and ends it when the process is told to end. */
public final class Main {

    private static final int BAD_USAGE = 2;

    /** Runs until a signal ends the process. */
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    private static int run(List<String> arguments, PrintStream out, PrintStream err) throws InterruptedException {
        Config config;
        try {
            config = Config.of(arguments, System.getenv());
        } catch (Config.BadOptionException e) {
            err.println("tarn: " + e.getMessage());
            return BAD_USAGE;
        }
        Server server;
        var started = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        try {
            server = Server.start(config, started);
        } catch (BindException e) {
            err.println("tarn: cannot listen on " + config.host() + ":" + config.port() + ": " + e.getMessage()
                    + ". Another process has the port, or the address is not this machine's.");
            return 1;
        } catch (IOException | UncheckedIOException | StoreFailure e) {
            err.println("tarn: " + e.getMessage());
            return 1;
        }
        if (config.rehearse()) {
            try (server) {
                Rehearsal.of(server.port());
            }
            return 0;
        }
        greet(config, server, out, started);
        var ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("end").unstarted(() -> {
            server.close();
            ended.countDown();
        }));
        ended.await();
        return 0;
    }

    private static void greet(Config config, Server server, PrintStream out, Instant started) {
        var url = "http://" + (config.host().equals("127.0.0.1") ? "localhost" : config.host()) + ":" + server.port();
        var key = server.rootKey().orElseGet(() -> new RootKey("test", "test"));
        out.println("Tarn listens on " + url + " ("
                + Duration.between(started, Instant.now()).toMillis() + " ms after its start)");
        out.println();
        out.println("  export AWS_ENDPOINT_URL=" + url);
        out.println("  export AWS_ACCESS_KEY_ID=" + key.id());
        out.println("  export AWS_SECRET_ACCESS_KEY=" + key.secret());
        out.println("  export AWS_DEFAULT_REGION=" + config.region());
        server.rootKeys().forEach((account, other) -> {
            if (!account.equals(config.account())) {
                out.println("  # account " + account + ": " + other.id() + " " + other.secret());
            }
        });
        out.println();
        out.println(
                config.ephemeral() ? "Nothing is kept when it ends." : "Everything is kept in " + config.data() + ".");
        out.flush();
    }

    private Main() {}
}
