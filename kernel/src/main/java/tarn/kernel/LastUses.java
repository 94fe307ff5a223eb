package tarn.kernel;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * When keys were last used, and who last used which service and which of its operations: a stage that writes it down, and what IAM reads.
 *
 * <p>A key's use of an operation is written at most once in fifteen minutes, so that requests stay free of it. AWS's own
 * figures are hours late. What Tarn's root user does, and keys that nobody made, leave no trace.
 */
public final class LastUses implements Stage {

    /** A use as it is kept. */
    public record Use(Instant when, String service, String region) {}

    private static final Duration APART = Duration.ofMinutes(15);
    private static final int REMEMBERED_MAX = 20_000;
    private static final String SUFFIX = ".amazonaws.com";

    private final Platform platform;
    private final Store<Use> keys;
    private final Store<Use> services;
    private final Store<Use> operations;
    private final Map<String, Instant> written = new ConcurrentHashMap<>();

    public LastUses(Platform platform) {
        this.platform = platform;
        this.keys = platform.store("iam/key-uses", Scope.ACCOUNT, Formats.record(Use.class));
        this.services = platform.store("iam/service-uses", Scope.ACCOUNT, Formats.record(Use.class));
        this.operations = platform.store("iam/operation-uses", Scope.ACCOUNT, Formats.record(Use.class));
    }

    @Override
    public Object answer(Invocation invocation, Function<Invocation, Object> next) {
        if (invocation.by() == null) {
            note(
                    Caller.current(),
                    invocation.service().principal(),
                    invocation.operation().name());
        }
        return next.apply(invocation);
    }

    private void note(Caller caller, String principal, String operation) {
        var key = caller.accessKey();
        if (key == null || caller.principal().endsWith(":root")) {
            return;
        }
        var now = platform.clock().instant();
        var service =
                principal.endsWith(SUFFIX) ? principal.substring(0, principal.length() - SUFFIX.length()) : principal;
        var noted = key + " " + service + " " + operation;
        var before = written.get(noted);
        if (before != null && now.isBefore(before.plus(APART))) {
            return;
        }
        if (written.size() >= REMEMBERED_MAX) {
            written.clear();
        }
        written.put(noted, now);
        platform.accessKeys()
                .find(key)
                .ifPresent(kept -> keep(caller, kept, operation, new Use(now, service, caller.region())));
    }

    private void keep(Caller caller, AccessKeys.AccessKey key, String operation, Use use) {
        var session = key.session();
        var entity = session == null ? key.principal() : session.issuer();
        Caller.root(key.account(), caller.region(), caller.requestId()).run(() -> {
            var batch = platform.batch()
                    .put(services, Key.of(entity, use.service()), use)
                    .put(operations, Key.of(entity, use.service(), operation), use);
            if (session == null) {
                batch.put(keys, Key.of(key.id()), use);
            }
            if (!batch.commit()) {
                throw new IllegalStateException("A batch without conditions failed");
            }
        });
    }

    /** The last use of a user's access key of the caller's account; empty if it was never used. */
    public Optional<Use> ofKey(String accessKey) {
        return keys.get(Key.of(accessKey));
    }

    /** The last uses of services by a user or role of the caller's account, by the service's namespace. */
    public Map<String, Use> by(String arn) {
        var uses = new TreeMap<String, Use>();
        for (var entry : services.scan(Range.under(Key.of(arn)))) {
            uses.put(entry.value().service(), entry.value());
        }
        return uses;
    }

    /** The last uses of a service's operations by a user or role of the caller's account, by the operation's name. */
    public Map<String, Use> by(String arn, String service) {
        var uses = new TreeMap<String, Use>();
        for (var entry : operations.scan(Range.under(Key.of(arn, service)))) {
            var reader = entry.key().reader();
            reader.text();
            reader.text();
            uses.put(reader.text(), entry.value());
        }
        return uses;
    }
}
