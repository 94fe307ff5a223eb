package tarn.engines.trino;

import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.security.ConnectorIdentity;
import io.trino.spi.security.Identity;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import tarn.engines.sql.SqlStatement;

/**
 * The stay of one statement in the engine: what the catalog, the file system and the session ask of it.
 *
 * @param key a secret that stands in the session's extra credentials; who has it acts for the statement
 * @param transactions one party for each transaction the connector has open, and one for the statement
 * @param bytesScanned what was read from files, but for the footers that say what is in them
 */
record Visit(String key, SqlStatement statement, CreateTableText text, Phaser transactions, LongAdder bytesScanned)
        implements AutoCloseable {

    private static final String CREDENTIAL = "tarn.visit";
    private static final long ROLLBACK_SECONDS_MAX = 60;
    private static final Map<String, Visit> PRESENT = new ConcurrentHashMap<>();

    static Visit begin(SqlStatement statement) {
        var visit = new Visit(
                UUID.randomUUID().toString(),
                statement,
                CreateTableText.of(statement.text(), statement.database()),
                new Phaser(1),
                counter(statement));
        PRESENT.put(visit.key, visit);
        return visit;
    }

    private static LongAdder counter(SqlStatement statement) {
        var limit = statement.limits().bytesScanned();
        return limit.isPresent() ? new ScanLimit(limit.getAsLong()) : new LongAdder();
    }

    /** The same stay with another text for the engine. */
    Visit with(CreateTableText other) {
        return new Visit(key, statement, other, transactions, bytesScanned);
    }

    static Visit of(ConnectorIdentity identity) {
        return of(identity.getExtraCredentials());
    }

    static Visit of(Identity identity) {
        return of(identity.getExtraCredentials());
    }

    private static Visit of(Map<String, String> credentials) {
        var key = credentials.get(CREDENTIAL);
        var visit = key == null ? null : PRESENT.get(key);
        if (visit == null) {
            throw new TrinoException(StandardErrorCode.PERMISSION_DENIED, "Access Denied: the statement has ended");
        }
        return visit;
    }

    Identity identity() {
        return Identity.forUser(statement.user())
                .withExtraCredentials(Map.of(CREDENTIAL, key))
                .build();
    }

    /** Waits until every transaction that began has been committed or rolled back, so that nothing is left behind. */
    void awaitTransactions() throws InterruptedException {
        try {
            int phase = transactions.arrive();
            transactions.awaitAdvanceInterruptibly(phase, ROLLBACK_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("A transaction of " + statement.id() + " does not end", e);
        }
    }

    @Override
    public void close() {
        PRESENT.remove(key);
    }
}
