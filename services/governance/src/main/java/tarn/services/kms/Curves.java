package tarn.services.kms;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The curve that the JDK has given up: secp256k1 comes from Bouncy Castle, which is loaded when it is first needed. */
final class Curves {

    private static final String OID_SECP256K1 = "06052b8104000a";

    private static final class Castle {
        static final Provider PROVIDER = new BouncyCastleProvider();
    }

    static KeyPairGenerator secp256k1() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("EC", Castle.PROVIDER);
    }

    /** The provider that knows secp256k1. */
    static Provider provider() {
        return Castle.PROVIDER;
    }

    /** Whether an encoded key, public or private, lies on secp256k1: its algorithm says so near its beginning. */
    static boolean isSecp256k1(byte[] encoded) {
        var head = Arrays.copyOf(encoded, Math.min(encoded.length, 64));
        return HexFormat.of().formatHex(head).contains(OID_SECP256K1);
    }

    private Curves() {}
}
