/**
 * Who may do what: the stage that asks the policies before a part answers, and the tables that say what each operation
 * needs.
 *
 * <p>Each service has a table beside its parts, {@code authorization.tsv}, with a line for each need of each operation. It
 * fails closed: an operation without a line, a table that cannot be read, a fault of ours while deciding are all refusals.
 */
@NullMarked
package tarn.authorization;

import org.jspecify.annotations.NullMarked;
