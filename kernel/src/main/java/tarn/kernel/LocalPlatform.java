package tarn.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsClient;
import tarn.audit.Audit;
import tarn.blobs.BlobFiles;
import tarn.blobs.Blobs;
import tarn.policy.Permissions;
import tarn.seal.MasterKey;
import tarn.seal.Seal;
import tarn.seal.Sealing;
import tarn.store.Batch;
import tarn.store.Database;
import tarn.store.Format;
import tarn.store.Scope;
import tarn.store.Store;
import tarn.time.TarnClock;
import tarn.time.Time;
import tarn.time.Timers;

/**
 * The platform on one data directory of this machine.
 *
 * <p>The order of a start: open, add the services and engines, then {@link #ready}. Only one process has a directory
 * open at a time.
 */
public final class LocalPlatform implements Platform, AutoCloseable {

    private final DataDirectory directory;
    private final BlobFiles blobs;
    private final Database database;
    private final Services services = new Services();
    private final Map<Class<?>, Once<?>> engines = new ConcurrentHashMap<>();
    private final Ids ids;
    private final Seal seal;
    private final Tasks background = new Tasks();
    private final Time time;
    private final PagingTokens tokens;
    private final AccessKeys accessKeys;
    private volatile Permissions permissions = Permissions.ALL;
    private final Audit audit;
    private final Meters meters;

    private LocalPlatform(DataDirectory directory, Options options) throws IOException {
        this.directory = directory;
        var seed = options.seed();
        this.ids = new RandomIds(seed == null ? new SecureRandom() : new Random(seed));
        this.blobs = new BlobFiles(directory.blobs(), options.synced(), options.leftToDisk());
        this.database = Database.open(directory.records(), directory.isNew(), options.synced(), blobs);
        this.seal = seal(options.masterKey(), options.formerMasterKey());
        directory.begin();
        this.time = new Time(database, options.machine(), services::wake);
        this.tokens = new SealedTokens(database.setting("token-key").orElseGet(this::newTokenKey));
        this.accessKeys = new StoredAccessKeys(database.store(
                StoredAccessKeys.STORE,
                Scope.GLOBAL,
                seal.format(StoredAccessKeys.STORE, StoredAccessKeys.FORMAT, StoredAccessKeys.SEALED_SINCE)));
        this.audit = new Audit(this);
        this.meters = new Meters(time.clock(), () -> services.wake("cloudwatch"));
    }

    /** The seal of the directory; the database is closed again if the master key does not fit. */
    private Seal seal(MasterKey master, @Nullable MasterKey former) throws IOException {
        try {
            return new Sealing(master, former, directory.folder(), ids::bytes)
                    .seal(database.setting("master-key-check"), check -> database.set("master-key-check", check));
        } catch (IOException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private byte[] newTokenKey() {
        var key = ids.bytes(SealedTokens.KEY_BYTES);
        database.set("token-key", key);
        return key;
    }

    /**
     * Opens a data directory, made if it is not there.
     *
     * @throws tarn.store.StoreFailure if another process has it open, it was written by a newer Tarn, or a file of it is
     *     damaged, or its master key is lost or another's; the message says so, and nothing is changed
     */
    public static LocalPlatform open(Path data, Options options) {
        try {
            return open(DataDirectory.open(data), options);
        } catch (IOException e) {
            throw new UncheckedIOException("The data directory " + data + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Opens a new temporary directory, which goes when the platform is closed. */
    public static LocalPlatform temporary(Options options) {
        try {
            return open(DataDirectory.temporary(Files.createTempDirectory("tarn-")), passing(options));
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary directory: " + e.getMessage(), e);
        }
    }

    /** What would lie beside temporary data passes with them. */
    private static Options passing(Options options) {
        return options.masterKey() instanceof MasterKey.Given ? options : options.sealed(new MasterKey.Passing());
    }

    private static LocalPlatform open(DataDirectory directory, Options options) throws IOException {
        try {
            return new LocalPlatform(directory, options);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** Says who decides about permissions, before the first request; until then everything is allowed. */
    public void permissions(Permissions decider) {
        permissions = decider;
    }

    /** The data directory. */
    public Path data() {
        return directory.folder();
    }

    /** The services, to add to. */
    public Services services() {
        return services;
    }

    /** Says what stands behind a door of {@code engines/api}; it is started when it is first asked for, once. */
    public <E> void engine(Class<E> door, Supplier<? extends E> starter) {
        if (engines.putIfAbsent(door, new Once<>(door.getSimpleName(), starter)) != null) {
            throw new IllegalArgumentException("Two engines behind " + door);
        }
    }

    /** Says that everything is in place: background work that waited begins, and timers fire. */
    public void ready() {
        time.start();
        background.ready();
    }

    /**
     * Removes everything, or what is kept for an account, or by a service, or by a service for an account. The blobs
     * are freed soon after. Where records belong to everybody (the names of S3 buckets), an account's are those it wrote
     * last. The clock stays where it is.
     *
     * @param service as its stores' names begin, such as {@code glue}; null for every service
     * @param account twelve digits; null for every account
     */
    public void reset(@Nullable String service, @Nullable String account) {
        database.reset(service, account);
        audit.forget();
    }

    /**
     * Copies everything as it is now into a new data directory, by hard links where the file system has them. The master
     * key is not copied: a copy opens with the same one.
     */
    public void checkpoint(Path target) {
        try {
            var copy = DataDirectory.open(target);
            try (copy) {
                database.checkpoint(copy.records(), copy.blobs());
                copy.begin();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("No copy in " + target + ": " + e.getMessage(), e);
        }
    }

    @Override
    public <V> Store<V> store(String name, Scope scope, Format<V> format) {
        return database.store(name, scope, format);
    }

    @Override
    public Batch batch() {
        return database.batch();
    }

    @Override
    public Blobs blobs() {
        return blobs;
    }

    @Override
    public TarnClock clock() {
        return time.clock();
    }

    @Override
    public Timers timers() {
        return time.timers();
    }

    @Override
    public Ids ids() {
        return ids;
    }

    @Override
    public PagingTokens tokens() {
        return tokens;
    }

    @Override
    public Seal seal() {
        return seal;
    }

    @Override
    public AccessKeys accessKeys() {
        return accessKeys;
    }

    @Override
    public Audit audit() {
        return audit;
    }

    @Override
    public Metrics metrics() {
        return meters;
    }

    @Override
    public Background background() {
        return background;
    }

    @Override
    public <C extends AwsClient> C client(Class<C> contract) {
        return services.client(contract);
    }

    @Override
    public <T> Optional<T> offer(Class<? extends AwsClient> contract, Class<T> type) {
        return services.service(contract).flatMap(service -> service.offer(type));
    }

    @Override
    public Permissions permissions() {
        return permissions;
    }

    @Override
    public <E> Optional<E> engine(Class<E> door) {
        return Optional.ofNullable(engines.get(door)).map(Once::get).map(door::cast);
    }

    @Override
    public void close() {
        background.close();
        meters.close();
        time.close();
        audit.close();
        database.close();
        directory.close();
    }
}
