package tarn.wire.signature;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The public half of the key pair that Signature Version 4A derives from an access key, on the curve P-256.
 *
 * <p>Source: NIST SP 800-108, its key derivation in counter mode, with the fixed input that AWS's SDKs give it.
 */
final class DerivedKey {

    /** What the string to sign begins with. */
    static final String ALGORITHM = "AWS4-ECDSA-P256-SHA256";

    private static final String HMAC = "HmacSHA256";
    private static final int COUNTER_MAX = 254;
    private static final int KEY_BITS = 256;
    private static final ECParameterSpec CURVE = curve();
    private static final BigInteger PRIME = ((ECFieldFp) CURVE.getCurve().getField()).getP();
    private static final BigInteger TWO = BigInteger.TWO;
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private final PublicKey key;

    private DerivedKey(PublicKey key) {
        this.key = key;
    }

    /** The key of an access key's id and secret. */
    static DerivedKey of(String id, String secret) {
        try {
            var point = times(CURVE.getGenerator(), scalar(id, secret));
            return new DerivedKey(KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, CURVE)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has P-256", e);
        }
    }

    /** Whether a signature, in hexadecimal digits, is the pair's own over a text. */
    boolean signed(String text, String signature) {
        try {
            var verifying = Signature.getInstance("SHA256withECDSA");
            verifying.initVerify(key);
            verifying.update(text.getBytes(StandardCharsets.UTF_8));
            return verifying.verify(HexFormat.of().parseHex(signature));
        } catch (SignatureException | IllegalArgumentException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has SHA256withECDSA", e);
        }
    }

    /** The private half. */
    static BigInteger scalar(String id, String secret) throws GeneralSecurityException {
        var largest = CURVE.getOrder().subtract(TWO);
        var mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(("AWS4A" + secret).getBytes(StandardCharsets.UTF_8), HMAC));
        for (int counter = 1; counter <= COUNTER_MAX; counter++) {
            var candidate = new BigInteger(1, mac.doFinal(input(id, counter)));
            if (candidate.compareTo(largest) <= 0) {
                return candidate.add(BigInteger.ONE);
            }
        }
        throw new IllegalStateException("No key follows from this access key");
    }

    private static byte[] input(String id, int counter) {
        var label = ALGORITHM.getBytes(StandardCharsets.UTF_8);
        var context = id.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 * Integer.BYTES + label.length + context.length + 2)
                .putInt(1)
                .put(label)
                .put((byte) 0)
                .put(context)
                .put((byte) counter)
                .putInt(KEY_BITS)
                .array();
    }

    static ECParameterSpec curve() {
        try {
            var parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has P-256", e);
        }
    }

    /* The JDK does not give a public half for a private one. Once for a key, so that its time tells nobody much. */
    private static ECPoint times(ECPoint point, BigInteger factor) {
        var sum = ECPoint.POINT_INFINITY;
        for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
            sum = plus(sum, sum);
            if (factor.testBit(bit)) {
                sum = plus(sum, point);
            }
        }
        return sum;
    }

    private static ECPoint plus(ECPoint one, ECPoint other) {
        if (one.equals(ECPoint.POINT_INFINITY)) {
            return other;
        }
        if (other.equals(ECPoint.POINT_INFINITY)) {
            return one;
        }
        var x = one.getAffineX();
        var y = one.getAffineY();
        BigInteger slope;
        if (!x.equals(other.getAffineX())) {
            slope = over(other.getAffineY().subtract(y), other.getAffineX().subtract(x));
        } else if (y.equals(other.getAffineY()) && y.signum() != 0) {
            slope = over(x.pow(2).multiply(THREE).add(CURVE.getCurve().getA()), y.multiply(TWO));
        } else {
            return ECPoint.POINT_INFINITY;
        }
        var sumX = slope.pow(2).subtract(x).subtract(other.getAffineX()).mod(PRIME);
        return new ECPoint(sumX, slope.multiply(x.subtract(sumX)).subtract(y).mod(PRIME));
    }

    private static BigInteger over(BigInteger dividend, BigInteger divisor) {
        return dividend.multiply(divisor.modInverse(PRIME)).mod(PRIME);
    }
}
