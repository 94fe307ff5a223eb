package tarn.services.kms;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Ed25519ph on a digest that is already made, which the JDK cannot: it would hash again. */
final class PrehashedEdwards {

    private static final int KEY_BYTES = 32;
    private static final byte[] NO_CONTEXT = {};

    static byte[] sign(Material material, byte[] digest) {
        var signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.signPrehash(raw(material.secretBytes()), 0, NO_CONTEXT, digest, 0, signature, 0);
        return signature;
    }

    static boolean verify(Material material, byte[] digest, byte[] signature) {
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verifyPrehash(signature, 0, raw(material.publicBytes()), 0, NO_CONTEXT, digest, 0);
    }

    /** The raw key stands at the end of its encoding, public or private (RFC 8410). */
    private static byte[] raw(byte[] encoded) {
        return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
    }

    private PrehashedEdwards() {}
}
