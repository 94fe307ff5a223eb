/**
 * Java values as CBOR and back: records by their components, sealed interfaces by the simple names of their members, AWS
 * SDK model objects by their fields. How a type is written is worked out once, when its format is made.
 */
@NullMarked
package tarn.codec;

import org.jspecify.annotations.NullMarked;
