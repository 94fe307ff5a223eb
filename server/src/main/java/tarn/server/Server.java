package tarn.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.authorization.Authorization;
import tarn.engines.sql.SqlEngine;
import tarn.kernel.LastUses;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Options;
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
    private final @Nullable RootKey rootKey;
    private final HttpServer http;
    private final Instant started;

    private Server(Config config, LocalPlatform platform, Instant started) throws IOException {
        this.config = config;
        this.platform = platform;
        this.started = started;
        this.engines = new Engines(config.engines(), scratch(config));
        this.rootKey = config.enforceIam() ? rootKey(config, platform) : null;
        admitRoot();
        Services.on(platform, config.lifecycleInterval());
        engines.on(platform);
        var usage = new Usage();
        var authorization = new Authorization(platform, _ -> config.enforceIam());
        platform.permissions(authorization);
        platform.services().through(platform.audit(), new LastUses(platform), authorization, usage);
        var settings = new Settings(
                config.account(),
                config.region(),
                config.enforceIam(),
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
                        Options.durable().sealed(config.masterKey()).leftToDisk(config.leftToDisk()));
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

    private static RootKey rootKey(Config config, LocalPlatform platform) throws IOException {
        return config.ephemeral() ? RootKey.made(platform.ids()) : RootKey.of(config.data(), platform.ids());
    }

    private static Path scratch(Config config) throws IOException {
        return config.ephemeral()
                ? Files.createTempDirectory("tarn-scratch-")
                : config.data().resolve("scratch");
    }

    private void admitRoot() {
        if (rootKey != null) {
            rootKey.admit(platform.accessKeys(), config.account());
        }
    }

    /** Where it listens. */
    int port() {
        return http.port();
    }

    /** The root user's key, if signatures are enforced. */
    Optional<RootKey> rootKey() {
        return Optional.ofNullable(rootKey);
    }

    @Override
    public void reset(@Nullable String service, @Nullable String account) {
        platform.reset(service, account);
        admitRoot();
    }

    @Override
    public Map<String, String> engines() {
        return Map.of("sql", engines.sqlState());
    }

    @Override
    public String encryption() {
        return platform.blobs().leftToDisk() ? "disk" : "tarn";
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
