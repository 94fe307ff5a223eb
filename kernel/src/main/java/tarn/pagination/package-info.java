/** Lists that are answered page by page, for every service alike. */
@NullMarked
package tarn.pagination;

import org.jspecify.annotations.NullMarked;
