/** Tests of sealing. */
@org.jspecify.annotations.NullMarked
package tarn.seal;
