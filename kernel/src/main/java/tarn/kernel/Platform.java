package tarn.kernel;

import java.util.Optional;
import software.amazon.awssdk.awscore.AwsClient;
import tarn.audit.Audit;
import tarn.blobs.Blobs;
import tarn.policy.Permissions;
import tarn.seal.Seal;
import tarn.store.Batch;
import tarn.store.Format;
import tarn.store.Scope;
import tarn.store.Store;
import tarn.time.TarnClock;
import tarn.time.Timers;

/**
 * What a service stands on. Services hold no state of their own beside caches: records live in stores, bytes in blobs,
 * and time, ids and randomness come from here, so that every run can be repeated.
 */
public interface Platform {

    /**
     * Opens a store of records. Opening the same name twice gives the same records.
     *
     * @param name the service and the thing kept, such as {@code glue/tables}; part of what is on disk, never changed
     */
    <V> Store<V> store(String name, Scope scope, Format<V> format);

    /** A new batch of writes over any stores, kept all together or not at all. */
    Batch batch();

    /** Immutable bytes. */
    Blobs blobs();

    /** The platform's time, which tests and users can advance. */
    TarnClock clock();

    /** Durable timers on the platform's time. */
    Timers timers();

    /** Ids and randomness. */
    Ids ids();

    /** Opaque, tamper-proof paging tokens. */
    PagingTokens tokens();

    /** Wraps secrets under the master key before they are kept. */
    Seal seal();

    /** The access keys that requests may be signed with. */
    AccessKeys accessKeys();

    /** Who did what: the outermost stage, and what it has kept. */
    Audit audit();

    /** Figures about the work of services, on their way to CloudWatch. */
    Metrics metrics();

    /** Work that outlives its request; it runs as the caller that handed it over. */
    Background background();

    /**
     * Another service of this platform, reached in process through its SDK interface, as the current caller and through
     * the same authorisation, audit and metering as a request from outside.
     */
    <C extends AwsClient> C client(Class<C> contract);

    /** What another service of the same family offers beside AWS's operations; empty if it offers nothing of that type. */
    <T> Optional<T> offer(Class<? extends AwsClient> contract, Class<T> type);

    /** Who may do what, for services that must ask in the middle of their work. */
    Permissions permissions();

    /** The engine behind a door of {@code engines/api}, such as {@code SqlEngine}; empty if none is configured. */
    <E> Optional<E> engine(Class<E> door);
}
