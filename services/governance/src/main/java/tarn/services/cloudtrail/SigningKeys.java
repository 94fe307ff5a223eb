package tarn.services.cloudtrail;

import static tarn.services.cloudtrail.CloudTrailFaults.badTimeRange;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.ListPublicKeysRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListPublicKeysResponse;
import software.amazon.awssdk.services.cloudtrail.model.PublicKey;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * The keys that digests are signed with: one for each account and region, changed every thirty days. What is listed is
 * the public half, in PKCS #1, as AWS lists it; the private half is sealed on disk.
 */
final class SigningKeys implements CloudTrailClient, Part {

    private static final String STORE = "cloudtrail/signing-keys";
    private static final Duration VALID = Duration.ofDays(30);
    private static final int BITS = 2_048;
    private static final String ALGORITHM = "RSA";

    private final Platform platform;
    private final Store<SigningKey> keys;

    /**
     * A key.
     *
     * @param secret the private half in PKCS #8
     * @param open the public half in PKCS #1
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record SigningKey(String fingerprint, byte[] secret, byte[] open, Instant from, Instant until) {}

    static final Format<SigningKey> FORMAT = Formats.record(SigningKey.class);

    SigningKeys(Platform platform) {
        this.platform = platform;
        this.keys = platform.store(STORE, Scope.REGION, platform.seal().format(STORE, FORMAT));
    }

    /** The key to sign with now, made if there is none. */
    SigningKey current() {
        var now = platform.clock().instant();
        var latest = keys.list(Range.all().backwards(), 1).stream().findFirst();
        if (latest.isPresent() && latest.get().value().until().isAfter(now)) {
            return latest.get().value();
        }
        var made = make(now);
        keys.put(Key.of().with(now.toEpochMilli()), made);
        return made;
    }

    private static SigningKey make(Instant now) {
        try {
            var generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(BITS);
            var pair = generator.generateKeyPair();
            var open = pkcs1((RSAPublicKey) pair.getPublic());
            var fingerprint = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(open), 0, 16);
            return new SigningKey(fingerprint, pair.getPrivate().getEncoded(), open, now, now.plus(VALID));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A text's signature, in hexadecimal digits. */
    String sign(SigningKey key, String text) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(
                    KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(key.secret())));
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public ListPublicKeysResponse listPublicKeys(ListPublicKeysRequest request) {
        var end = request.endTime() == null ? platform.clock().instant() : request.endTime();
        var start = request.startTime() == null ? end.minus(Duration.ofDays(1)) : request.startTime();
        if (start.isAfter(end)) {
            throw badTimeRange();
        }
        var found = new ArrayList<PublicKey>();
        keys.scan(Range.all()).forEach(entry -> {
            var key = entry.value();
            if (!key.from().isAfter(end) && !key.until().isBefore(start)) {
                found.add(PublicKey.builder()
                        .value(SdkBytes.fromByteArray(key.open()))
                        .validityStartTime(key.from())
                        .validityEndTime(key.until())
                        .fingerprint(key.fingerprint())
                        .build());
            }
        });
        return ListPublicKeysResponse.builder().publicKeyList(found).build();
    }

    /* RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }, RFC 8017 appendix A.1.1. */
    private static byte[] pkcs1(RSAPublicKey key) {
        var content = new ByteArrayOutputStream();
        element(0x02, integer(key.getModulus()), content);
        element(0x02, integer(key.getPublicExponent()), content);
        var whole = new ByteArrayOutputStream();
        element(0x30, content.toByteArray(), whole);
        return whole.toByteArray();
    }

    private static byte[] integer(BigInteger number) {
        return number.toByteArray();
    }

    private static void element(int tag, byte[] content, ByteArrayOutputStream out) {
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
    }
}
