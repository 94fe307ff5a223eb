package tarn.services.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlResponse;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Governance;

class SamlTest {

    private static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
    private static final String ROLE = "arn:aws:iam::123456789012:role/corp";
    private static final String PROVIDER = "arn:aws:iam::123456789012:saml-provider/corp";
    private static final String RESPONSE = """
            <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
            xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="r1" Version="2.0"><saml:Issuer>https://idp.example/\
            </saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>\
            </samlp:Status><saml:Assertion ID="a1" Version="2.0"><saml:Issuer>https://idp.example/</saml:Issuer>\
            <saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">ann</saml:NameID>\
            <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData \
            NotOnOrAfter="2026-01-01T00:05:00Z" Recipient="https://signin.aws.amazon.com/saml"/>\
            </saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="2025-12-31T23:59:00Z" \
            NotOnOrAfter="2026-01-01T00:05:00Z"><saml:AudienceRestriction><saml:Audience>urn:amazon:webservices\
            </saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AttributeStatement>\
            <saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/Role"><saml:AttributeValue>%s,%s\
            </saml:AttributeValue></saml:Attribute>\
            <saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName"><saml:AttributeValue>\
            ann@example.com</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>\
            </samlp:Response>""".formatted(ROLE, PROVIDER);

    @RegisterExtension
    final Governance governance = new Governance();

    @BeforeEach
    void aProviderAndARole() throws Exception {
        var certificate = pem("rsa.pem");
        var metadata = """
                <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/">
                <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
                <ds:X509Certificate>%s</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
                </md:IDPSSODescriptor></md:EntityDescriptor>""".formatted(Base64.getMimeEncoder().encodeToString(certificate));
        TestPlatform.CALLER.run(() -> {
            governance.iam().createSAMLProvider(c -> c.name("corp").samlMetadataDocument(metadata));
            governance.iam().createRole(r -> r.roleName("corp").assumeRolePolicyDocument("""
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "%s"},
                     "Action": "sts:AssumeRoleWithSAML",
                     "Condition": {"StringEquals": {"saml:aud": "https://signin.aws.amazon.com/saml"}}}}""".formatted(PROVIDER)));
        });
    }

    private static byte[] pem(String name) throws Exception {
        try (var in = Objects.requireNonNull(Governance.class.getResourceAsStream("pem/" + name))) {
            var text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
        }
    }

    private static Document parse(String text) throws Exception {
        return DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Document signed(String text, String key) throws Exception {
        var document = parse(text);
        var assertion = (Element)
                document.getElementsByTagNameNS(ASSERTION, "Assertion").item(0);
        var secret = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pem(key)));
        sign(assertion, secret);
        return document;
    }

    private static void sign(Element element, PrivateKey key) throws Exception {
        var factory = XMLSignatureFactory.getInstance("DOM");
        var reference = factory.newReference(
                "#" + element.getAttribute("ID"),
                factory.newDigestMethod(DigestMethod.SHA256, null),
                List.of(
                        factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null),
                        factory.newTransform(CanonicalizationMethod.EXCLUSIVE, (TransformParameterSpec) null)),
                null,
                null);
        var info = factory.newSignedInfo(
                factory.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                factory.newSignatureMethod("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", null),
                List.of(reference));
        var context = new DOMSignContext(key, element, element.getFirstChild().getNextSibling());
        context.setIdAttributeNS(element, null, "ID");
        factory.newXMLSignature(info, null).sign(context);
    }

    private static String text(Document document) throws Exception {
        var out = new StringWriter();
        var transformer = TransformerFactory.newDefaultInstance().newTransformer();
        transformer.setOutputProperty("omit-xml-declaration", "yes");
        transformer.transform(new DOMSource(document), new StreamResult(out));
        return out.toString();
    }

    private AssumeRoleWithSamlResponse assume(String response) {
        var base64 = Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8));
        return governance
                .sts()
                .assumeRoleWithSAML(a -> a.roleArn(ROLE).principalArn(PROVIDER).samlAssertion(base64));
    }

    @Test
    void aSignedAssertionBeginsASession() throws Exception {
        var begun = assume(text(signed(RESPONSE, "rsa.key")));

        assertThat(begun.assumedRoleUser().arn())
                .isEqualTo("arn:aws:sts::123456789012:assumed-role/corp/ann@example.com");
        assertThat(begun.subject()).isEqualTo("ann");
        assertThat(begun.subjectType()).isEqualTo("persistent");
        assertThat(begun.issuer()).isEqualTo("https://idp.example/");
        assertThat(begun.audience()).isEqualTo("https://signin.aws.amazon.com/saml");
        assertThat(governance.session(begun.credentials().accessKeyId()).provider())
                .isEqualTo(PROVIDER);
    }

    @Test
    void aResponseIsGoodOnceForARole() throws Exception {
        var response = text(signed(RESPONSE, "rsa.key"));
        assume(response);
        refused(400, "InvalidIdentityToken", "The assertion was used for this role before", () -> assume(response));
        assume(text(signed(RESPONSE.replace("\"a1\"", "\"a9\""), "rsa.key")));
    }

    @Test
    void whatIsNotSignedByTheProviderIsNotBelieved() throws Exception {
        var good = text(signed(RESPONSE, "rsa.key"));
        var others = text(signed(RESPONSE, "other.key"));
        for (var bad : new String[] {RESPONSE, others, good.replace(">ann<", ">root<")}) {
            refused(400, "InvalidIdentityToken", "Response signature invalid", () -> assume(bad));
        }
    }

    @Test
    void aSignedAssertionCannotBeWrapped() throws Exception {
        var good = text(signed(RESPONSE, "rsa.key"));
        int from = good.indexOf("<saml:Assertion");
        int to = good.indexOf("</saml:Assertion>") + "</saml:Assertion>".length();
        var genuine = good.substring(from, to);
        var evil = RESPONSE.substring(
                        RESPONSE.indexOf("<saml:Assertion"),
                        RESPONSE.indexOf("</saml:Assertion>") + "</saml:Assertion>".length())
                .replace("\"a1\"", "\"a2\"")
                .replace(">ann<", ">root<");
        var beside = good.substring(0, from) + evil + genuine + good.substring(to);
        var inside = good.substring(0, from)
                + evil.replace("</saml:Assertion>", "<saml:Advice>" + genuine + "</saml:Advice></saml:Assertion>")
                + good.substring(to);
        for (var bad : new String[] {beside, inside}) {
            refused(400, "InvalidIdentityToken", "The response does not hold exactly one assertion", () -> assume(bad));
        }
        var signature = genuine.substring(
                genuine.indexOf("<Signature"), genuine.indexOf("</Signature>") + "</Signature>".length());
        var moved = good.substring(0, from)
                + evil.replace("</saml:Issuer>", "</saml:Issuer>" + signature)
                + good.substring(to);
        refused(400, "InvalidIdentityToken", "A signature does not sign what it is in", () -> assume(moved));
        var twice = good.replace("<samlp:Status>", "<samlp:Status ID=\"a1\">");
        refused(400, "InvalidIdentityToken", "Two elements have the same id", () -> assume(twice));
    }

    @Test
    void commentsDoNotCutNamesShort() throws Exception {
        var good = text(signed(RESPONSE.replace(">ann<", ">ann.evil<"), "rsa.key"));

        var begun = assume(good.replace("ann.evil", "ann<!-- x -->.evil"));

        assertThat(begun.subject()).isEqualTo("ann.evil");
    }

    @Test
    void documentsWithATypeAreRefused() {
        refused(
                400,
                "InvalidIdentityToken",
                "The document is not well-formed XML",
                () -> assume("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>"));
    }

    @Test
    void aResponseIsForItsTimeItsRoleAndAws() throws Exception {
        var late = text(signed(RESPONSE.replace("T00:05:00Z\"><saml:Aud", "T00:00:00Z\"><saml:Aud"), "rsa.key"));
        refused(
                400,
                "ExpiredTokenException",
                "Token must be redeemed within 5 minutes of issuance",
                () -> assume(late));
        var elsewhere = text(signed(RESPONSE.replace("urn:amazon:webservices", "urn:other"), "rsa.key"));
        refused(
                400,
                "InvalidIdentityToken",
                "Response does not contain the required audience",
                () -> assume(elsewhere));
        var another = text(signed(RESPONSE.replace("role/corp,", "role/other,"), "rsa.key"));
        refused(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML", () -> assume(another));
        var stranger = text(signed(RESPONSE.replace("https://idp.example/", "https://evil.example/"), "rsa.key"));
        refused(400, "InvalidIdentityToken", "Issuer not present in specified provider", () -> assume(stranger));
    }
}
