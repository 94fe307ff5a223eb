package tarn.services.kms;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.RotationType;

/**
 * One version of a key's material, without the material.
 *
 * @param id AWS's key material id: 64 hexadecimal digits
 * @param since when it became the current one
 * @param rotation how it came to replace the one before; null for a key's first
 * @param expires when imported material is forgotten; null if never
 */
record Backing(
        String id,
        Instant since,
        @Nullable RotationType rotation,
        @Nullable Instant expires) {}
