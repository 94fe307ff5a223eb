package tarn.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tarn.authorization.Authorization;
import tarn.engines.sql.SqlEngine;
import tarn.kernel.LastUses;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Options;
import tarn.policy.Enforcement;
import tarn.wire.gateway.Control;
import tarn.wire.gateway.Gateway;
import tarn.wire.gateway.Settings;
import tarn.wire.gateway.Usage;
import tarn.wire.http.HttpServer;

/** A running Tarn: platform, services, gateway, port. */
final class Server implements Control, AutoCloseable {

    /** How long requests that are being answered may go on when the server ends. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Config config;
    private final LocalPlatform platform;
    private final Engines engines;
    private final Map<String, RootKey> rootKeys;
    private final HttpServer http;
    private final Instant started;

    private Server(Config config, LocalPlatform platform, Instant started) throws IOException {
        this.config = config;
        this.platform = platform;
        this.started = started;
        this.engines = new Engines(
                config.engines(),
                scratch(config),
                config.nearestRuntime(),
                config.functionPackages(),
                config.functionEnvironments());
        this.rootKeys = rootKeys(config, platform);
        admitRoots();
        Services.on(
                platform,
                config.lifecycleInterval(),
                config.bucketQuota(),
                config.trailInterval(),
                config.throttled(),
                this::endpoint);
        engines.on(platform);
        var usage = new Usage();
        var authorization = new Authorization(platform, config.enforcement()::in);
        platform.permissions(authorization);
        platform.services().through(platform.audit(), new LastUses(platform), authorization, usage);
        var settings = new Settings(
                config.account(),
                config.region(),
                config.enforcement(),
                config.host(),
                config.origins(),
                config.proxies());
        var gateway = new Gateway(settings, platform, platform.services(), usage, this);
        this.http = HttpServer.listen(new InetSocketAddress(config.host(), config.port()), gateway);
        platform.ready();
        if (config.startEngines()) {
            platform.engine(SqlEngine.class).ifPresent(SqlEngine::warm);
        }
    }

    /** Starts; it listens when this returns. */
    static Server start(Config config, Instant started) throws IOException {
        var platform = config.ephemeral()
                ? LocalPlatform.temporary(Options.durable().unsynced().leftToDisk(config.leftToDisk()))
                : LocalPlatform.open(
                        config.data(),
                        Options.durable()
                                .sealed(config.masterKey())
                                .sealedBefore(config.formerMasterKey())
                                .leftToDisk(config.leftToDisk()));
        try {
            if (!config.ephemeral()) {
                Logs.into(config.data().resolve("logs"));
            }
            return new Server(config, platform, started);
        } catch (IOException | RuntimeException e) {
            platform.close();
            throw e;
        }
    }

    /** A root user's key for each account that is said to enforce; that of all others is made by whoever is let in. */
    private static Map<String, RootKey> rootKeys(Config config, LocalPlatform platform) throws IOException {
        var accounts = new TreeSet<>(config.enforcement().accounts());
        if (config.enforcement().everywhere()) {
            accounts.add(config.account());
        }
        var keys = new TreeMap<String, RootKey>();
        for (var account : accounts) {
            var file = account.equals(config.account()) ? "root-key" : "root-key-" + account;
            keys.put(
                    account,
                    config.ephemeral()
                            ? RootKey.made(platform.ids())
                            : RootKey.of(config.data().resolve(file), platform.ids()));
        }
        return keys;
    }

    private static Path scratch(Config config) throws IOException {
        return config.ephemeral()
                ? Files.createTempDirectory("tarn-scratch-")
                : config.data().resolve("scratch");
    }

    private void admitRoots() {
        rootKeys.forEach((account, key) -> key.admit(platform.accessKeys(), account));
    }

    /** Where it listens. */
    int port() {
        return http.port();
    }

    /** Where programs of this machine reach it. */
    private String endpoint() {
        var host = config.host().matches("0[.]0[.]0[.]0|::|localhost") ? "127.0.0.1" : config.host();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /** The key of the default account's root user, if signatures are enforced there. */
    Optional<RootKey> rootKey() {
        return Optional.ofNullable(rootKeys.get(config.account()));
    }

    /** The keys of root users by account. */
    Map<String, RootKey> rootKeys() {
        return rootKeys;
    }

    @Override
    public void reset(@Nullable String service, @Nullable String account) {
        platform.reset(service, account);
        admitRoots();
    }

    @Override
    public Map<String, String> engines() {
        return Map.of("sql", engines.sqlState(), "functions", engines.functionState());
    }

    @Override
    public String encryption() {
        return platform.blobs().leftToDisk() ? "disk" : "tarn";
    }

    @Override
    public Enforcement enforcement() {
        return config.enforcement();
    }

    @Override
    public Instant started() {
        return started;
    }

    @Override
    public String version() {
        var version = Server.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public void close() {
        http.stop(PATIENCE);
        engines.close();
        platform.close();
    }
}
