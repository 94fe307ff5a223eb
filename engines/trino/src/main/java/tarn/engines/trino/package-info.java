/**
 * Trino in this JVM, as the SQL engine behind Athena.
 *
 * <p>One coordinator that is its own worker runs on loopback ports of its own choice; nothing of it listens to the
 * outside. Its only catalog, {@code awsdatacatalog}, is Trino's Hive connector over the {@link tarn.engines.sql.Lake} of
 * each statement: a statement registers a {@link tarn.engines.trino.Visit} under a random key, the key travels in the
 * session's extra credentials, which no SQL can set, and metastore and file system find their lake by it. So two
 * statements never see each other's data, and nothing that is cached outlives a statement.
 *
 * <p>The JVM must run with {@code --add-modules=jdk.incubator.vector}; {@code --enable-native-access=ALL-UNNAMED} and
 * {@code --sun-misc-unsafe-memory-access=allow} keep it from warning.
 *
 * <p>Where it differs from Athena: the system catalog is closed, since it would show the statements of others.
 */
@NullMarked
package tarn.engines.trino;

import org.jspecify.annotations.NullMarked;
