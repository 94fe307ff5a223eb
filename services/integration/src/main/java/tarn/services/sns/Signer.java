package tarn.services.sns;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import tarn.kernel.Platform;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Signs messages under a key of this platform, and shows its certificate.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html">Verifying signatures</a>
 */
final class Signer {

    static final String CERTIFICATE = "SimpleNotificationService.pem";

    private static final String STORE = "sns/signing-key";
    private static final int KEY_BITS = 2_048;
    private static final int REMEMBERED_MAX = 1_000;
    private static final Duration VALID = Duration.ofDays(3_650);

    private final Platform platform;
    private final Store<Kept> store;
    private final Map<String, String> signatures = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED_MAX;
        }
    });

    /** The key (PKCS #8) and its certificate (X.509), in base64. */
    record Kept(String key, String certificate) {}

    Signer(Platform platform) {
        this.platform = platform;
        this.store = platform.store(STORE, Scope.GLOBAL, platform.seal().format(STORE, Formats.record(Kept.class)));
    }

    String certificateUrl(String base) {
        return base + "/_tarn/sns/" + CERTIFICATE;
    }

    /** The certificate as a PEM file. */
    String certificate() {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(Base64.getDecoder().decode(kept().certificate()))
                + "\n-----END CERTIFICATE-----\n";
    }

    /** The signature of a message; those to many subscribers have the same. */
    String sign(Delivery delivery, String subscribeUrl) {
        var text = text(delivery, subscribeUrl);
        return signatures.computeIfAbsent(delivery.signature() + Publication.digest(text), _ -> {
            try {
                var rsa = Signature.getInstance(delivery.signature().equals("2") ? "SHA256withRSA" : "SHA1withRSA");
                rsa.initSign(key());
                rsa.update(text.getBytes(StandardCharsets.UTF_8));
                return Base64.getEncoder().encodeToString(rsa.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every JDK signs with RSA", e);
            }
        });
    }

    /* Names and values in the names' order, each on a line. */
    private static String text(Delivery delivery, String subscribeUrl) {
        var out = new StringBuilder();
        line(out, "Message", delivery.message());
        line(out, "MessageId", delivery.messageId());
        if (delivery.type() == Delivery.Type.NOTIFICATION) {
            if (delivery.subject() != null) {
                line(out, "Subject", delivery.subject());
            }
        } else {
            line(out, "SubscribeURL", subscribeUrl);
        }
        line(out, "Timestamp", Envelope.time(delivery));
        if (delivery.token() != null) {
            line(out, "Token", delivery.token());
        }
        line(out, "TopicArn", delivery.topicArn());
        line(out, "Type", delivery.type().shown());
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append(name).append('\n').append(value).append('\n');
    }

    private PrivateKey key() throws GeneralSecurityException {
        var bytes = Base64.getDecoder().decode(kept().key());
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes));
    }

    private Kept kept() {
        return store.get(Key.of("key")).orElseGet(() -> {
            // Of two who make one at once the first is kept.
            store.insert(Key.of("key"), made());
            return store.get(Key.of("key")).orElseThrow();
        });
    }

    private Kept made() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            var pair = generator.generateKeyPair();
            var algorithm = new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
            var name = new X500Name("CN=sns.amazonaws.com");
            var now = platform.clock().instant();
            var certificate = new V3TBSCertificateGenerator();
            certificate.setSerialNumber(
                    new ASN1Integer(new BigInteger(1, platform.ids().bytes(16))));
            certificate.setSignature(algorithm);
            certificate.setIssuer(name);
            certificate.setSubject(name);
            certificate.setStartDate(new Time(Date.from(now.minus(Duration.ofDays(1)))));
            certificate.setEndDate(new Time(Date.from(now.plus(VALID))));
            certificate.setSubjectPublicKeyInfo(
                    SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
            var content = certificate.generateTBSCertificate();
            var rsa = Signature.getInstance("SHA256withRSA");
            rsa.initSign(pair.getPrivate());
            rsa.update(content.getEncoded());
            var parts = new ASN1EncodableVector();
            parts.add(content);
            parts.add(algorithm);
            parts.add(new DERBitString(rsa.sign()));
            var base64 = Base64.getEncoder();
            return new Kept(
                    base64.encodeToString(pair.getPrivate().getEncoded()),
                    base64.encodeToString(new DERSequence(parts).getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Every JDK makes RSA keys", e);
        }
    }
}
