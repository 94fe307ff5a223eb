/** What tests of IAM and STS stand on. */
@NullMarked
package tarn.services;

import org.jspecify.annotations.NullMarked;
