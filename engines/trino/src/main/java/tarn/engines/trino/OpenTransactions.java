package tarn.engines.trino;

import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTransactionHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The transactions a connector has open, each with the {@link Visit} it belongs to: Trino rolls back in the background,
 * after a statement is known to have failed, and until then a visit must not end.
 */
final class OpenTransactions {

    private final Map<ConnectorTransactionHandle, Visit> open = new ConcurrentHashMap<>();

    /** Notes a transaction when it is first used. */
    void seen(ConnectorSession session, ConnectorTransactionHandle transaction) {
        open.computeIfAbsent(transaction, fresh -> {
            var visit = Visit.of(session.getIdentity());
            visit.transactions().register();
            return visit;
        });
    }

    void ended(ConnectorTransactionHandle transaction) {
        var visit = open.remove(transaction);
        if (visit != null) {
            visit.transactions().arriveAndDeregister();
        }
    }
}
