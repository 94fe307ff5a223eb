/** HTTP as the rest of wire sees it, whatever server is below: requests, answers, headers, chunked bodies. */
@NullMarked
package tarn.wire.http;

import org.jspecify.annotations.NullMarked;
