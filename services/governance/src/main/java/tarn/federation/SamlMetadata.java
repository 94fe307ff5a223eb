package tarn.federation;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * What a SAML identity provider says of itself: its name and the certificates it signs with.
 *
 * @param entityId how it names itself as an issuer
 * @param certificates of the keys it signs with
 * @param validUntil until when the document is good; null if it does not say
 */
public record SamlMetadata(
        String entityId,
        List<X509Certificate> certificates,
        @Nullable Instant validUntil) {

    /** Reads the document of one provider. */
    public static SamlMetadata of(String document) throws Rejected {
        var root = SafeXml.parse(document).getDocumentElement();
        if (!SafeXml.is(root, SafeXml.METADATA, "EntityDescriptor")) {
            throw Rejected.invalid("The document does not describe one entity");
        }
        var entityId = SafeXml.attribute(root, "entityID")
                .filter(id -> !id.isEmpty())
                .orElseThrow(() -> Rejected.invalid("The entity has no name"));
        var role = SafeXml.child(root, SafeXml.METADATA, "IDPSSODescriptor")
                .orElseThrow(() -> Rejected.invalid("The entity is no identity provider"));
        var certificates = new ArrayList<X509Certificate>();
        for (var key : SafeXml.children(role, SafeXml.METADATA, "KeyDescriptor")) {
            if (SafeXml.attribute(key, "use").orElse("signing").equals("signing")) {
                certificates.addAll(certificates(key));
            }
        }
        if (certificates.isEmpty()) {
            throw Rejected.invalid("The identity provider names no certificate that it signs with");
        }
        var until = SafeXml.attribute(root, "validUntil");
        return new SamlMetadata(entityId, List.copyOf(certificates), until.isEmpty() ? null : time(until.get()));
    }

    private static List<X509Certificate> certificates(Element key) throws Rejected {
        var found = new ArrayList<X509Certificate>();
        for (var info : SafeXml.children(key, SafeXml.SIGNATURE, "KeyInfo")) {
            for (var data : SafeXml.children(info, SafeXml.SIGNATURE, "X509Data")) {
                for (var one : SafeXml.children(data, SafeXml.SIGNATURE, "X509Certificate")) {
                    found.add(certificate(SafeXml.text(one)));
                }
            }
        }
        return found;
    }

    private static X509Certificate certificate(String base64) throws Rejected {
        try {
            var bytes = Base64.getMimeDecoder().decode(base64);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
        } catch (CertificateException | IllegalArgumentException e) {
            throw new Rejected(Rejected.Reason.INVALID, "A certificate cannot be read", e);
        }
    }

    /** A time of XML Schema with its zone. */
    static Instant time(String text) throws Rejected {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new Rejected(Rejected.Reason.INVALID, "The time " + text + " cannot be read", e);
        }
    }

    /** Until when it is good, if it says so. */
    public Optional<Instant> until() {
        return Optional.ofNullable(validUntil);
    }
}
