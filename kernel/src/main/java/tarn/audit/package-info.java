/**
 * Who did what: the stage that sees every request, from outside and from peers, allowed or denied, and keeps an event of
 * it in CloudTrail's form.
 *
 * <p>What is particular to a service stands in a table beside its parts, {@code tarn/services/<service>/audit.tsv}; see
 * {@link tarn.audit.Rules}. CloudTrail's API reads and delivers what is kept here.
 */
@NullMarked
package tarn.audit;

import org.jspecify.annotations.NullMarked;
