/** What AWS's services are called and how their operations are bound to HTTP, read from a compact index. */
@NullMarked
package tarn.wire.model;

import org.jspecify.annotations.NullMarked;
