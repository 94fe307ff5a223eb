@NullMarked
package tarn.services;

import org.jspecify.annotations.NullMarked;
