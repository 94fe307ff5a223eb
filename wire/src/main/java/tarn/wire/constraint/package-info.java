/** What the inputs of AWS's services must satisfy before a service sees them. */
@NullMarked
package tarn.wire.constraint;

import org.jspecify.annotations.NullMarked;
