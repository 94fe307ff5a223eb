/**
 * What the schema registry knows of schemas: whether a text is one, and whether who reads by one can read what was written by
 * another. It knows nothing of registries and versions.
 */
@NullMarked
package tarn.services.glue.schema;

import org.jspecify.annotations.NullMarked;
