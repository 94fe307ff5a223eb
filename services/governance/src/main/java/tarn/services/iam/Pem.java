package tarn.services.iam;

import static tarn.services.iam.CredentialFaults.certificateMalformed;
import static tarn.services.iam.CredentialFaults.keyPairMismatch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Certificates and keys as the text between BEGIN and END. */
final class Pem {

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \\1-----");
    private static final byte[] TRIED = "Tarn".getBytes(StandardCharsets.US_ASCII);

    /** The certificates of a text, at least one; throws where one is none. */
    static List<X509Certificate> certificates(String text, String fault) {
        var found = new ArrayList<X509Certificate>();
        var blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            if (!blocks.group(1).equals("CERTIFICATE")) {
                throw certificateMalformed(fault);
            }
            found.add(certificate(bytes(blocks.group(2), fault), fault));
        }
        if (found.isEmpty()) {
            throw certificateMalformed(fault);
        }
        return found;
    }

    private static X509Certificate certificate(byte[] encoded, String fault) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        } catch (CertificateException e) {
            throw certificateMalformed(fault);
        }
    }

    private static byte[] bytes(String base64, String fault) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw certificateMalformed(fault);
        }
    }

    /** Throws unless a private key in PEM is that of a certificate. */
    static void requirePair(String privateKey, X509Certificate certificate) {
        var fault = "Private Key not in PEM format.";
        var block = BLOCK.matcher(privateKey);
        if (!block.find()
                || !block.group(1).endsWith("PRIVATE KEY")
                || block.group(1).startsWith("ENCRYPTED")) {
            throw certificateMalformed(fault);
        }
        var encoded = bytes(block.group(2), fault);
        var subject = certificate.getPublicKey();
        var pkcs8 = block.group(1).equals("PRIVATE KEY") ? encoded : wrapped(encoded, subject);
        PrivateKey key;
        try {
            key = KeyFactory.getInstance(subject.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw keyPairMismatch();
        }
        if (!isPair(key, subject)) {
            throw keyPairMismatch();
        }
    }

    private static boolean isPair(PrivateKey key, PublicKey subject) {
        var algorithm = switch (subject.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> throw certificateMalformed("The key algorithm is not supported.");
        };
        try {
            var signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(TRIED);
            var signature = signing.sign();
            signing.initVerify(subject);
            signing.update(TRIED);
            return signing.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /* PKCS#1 and SEC 1 hold the bare key. PKCS#8 is a version, the algorithm (as the public key names it) and the key. */
    private static byte[] wrapped(byte[] bare, PublicKey subject) {
        var spki = subject.getEncoded();
        int at = 1 + lengthBytes(spki, 1);
        int algorithmEnd = at + 1 + lengthBytes(spki, at + 1) + length(spki, at + 1);
        var content = new ByteArrayOutputStream();
        content.writeBytes(new byte[] {2, 1, 0});
        content.write(spki, at, algorithmEnd - at);
        write(content, 4, bare);
        var sequence = new ByteArrayOutputStream();
        write(sequence, 0x30, content.toByteArray());
        return sequence.toByteArray();
    }

    private static int lengthBytes(byte[] der, int at) {
        return der[at] >= 0 ? 1 : 1 + (der[at] & 0x7F);
    }

    private static int length(byte[] der, int at) {
        if (der[at] >= 0) {
            return der[at];
        }
        int length = 0;
        for (int i = 1; i <= (der[at] & 0x7F); i++) {
            length = length << 8 | (der[at + i] & 0xFF);
        }
        return length;
    }

    private static void write(ByteArrayOutputStream out, int tag, byte[] content) {
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >>> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
    }

    /** Bytes as PEM. */
    static String text(String kind, byte[] encoded) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                + "\n-----END " + kind + "-----\n";
    }

    /** Whether two texts are the same certificate. */
    static boolean same(X509Certificate one, X509Certificate other) {
        try {
            return MessageDigest.isEqual(one.getEncoded(), other.getEncoded());
        } catch (CertificateException e) {
            return false;
        }
    }

    private Pem() {}
}
