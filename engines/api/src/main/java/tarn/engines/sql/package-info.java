/**
 * What a service may ask of a SQL engine over files, and what the engine may ask of the service's catalog and files.
 *
 * <p>Everything here is made of JDK types, so that an engine's class path lives behind its own loader and nothing of it
 * is seen by services.
 *
 * <p>The way of a statement: {@link tarn.engines.sql.SqlEngine#start} takes a {@link tarn.engines.sql.SqlStatement},
 * which carries its own {@link tarn.engines.sql.Lake}; the {@link tarn.engines.sql.SqlQuery} that comes back gives
 * columns, rows and statistics, or throws a {@link tarn.engines.sql.SqlFailure}.
 */
@NullMarked
package tarn.engines.sql;

import org.jspecify.annotations.NullMarked;
