package tarn.services.athena;

import tarn.engines.sql.SqlStatistics;

/** What a query took: milliseconds of each phase, and the bytes it is charged for. */
record Cost(
        long queueMillis,
        long planningMillis,
        long engineMillis,
        long serviceMillis,
        long totalMillis,
        long scannedBytes) {

    static final Cost NOTHING = new Cost(0, 0, 0, 0, 0, 0);

    /** The cost of a statement that needed no engine. */
    static Cost ofDefinition(long submitted, long started, long ended) {
        return new Cost(started - submitted, 0, ended - started, 0, ended - submitted, 0);
    }

    /** The same with bytes to be charged for. */
    Cost scanning(long bytes) {
        return new Cost(queueMillis, planningMillis, engineMillis, serviceMillis, totalMillis, bytes);
    }

    /** The cost of what the engine ran; what is not the engine's is the service's. */
    static Cost of(SqlStatistics engine, long submitted, long started, long ended) {
        long queued = started - submitted;
        long engineMillis = engine.queued().toMillis() + engine.total().toMillis();
        long spent = Math.min(engine.total().toMillis(), ended - started);
        return new Cost(
                queued,
                engine.planning().toMillis(),
                Math.min(engineMillis, ended - started),
                ended - started - spent,
                ended - submitted,
                engine.bytesScanned());
    }
}
