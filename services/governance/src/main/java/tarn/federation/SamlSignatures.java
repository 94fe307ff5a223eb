package tarn.federation;

import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/*
 * Signature wrapping moves what was signed elsewhere and puts something else in its place. Against it: ids are unique;
 * each signature is a child of what it signs; it has one reference, which is to the id of its parent, the only id that
 * the validator is told of; transforms that could take something out are refused. So what is read is what was signed.
 * The key is the provider's own; what the signature says of its key is not looked at.
 */
/** Which elements of a SAML response carry a good signature of the provider. */
final class SamlSignatures {

    private static final Set<String> TRANSFORMS = Set.of(
            Transform.ENVELOPED, CanonicalizationMethod.EXCLUSIVE, CanonicalizationMethod.EXCLUSIVE_WITH_COMMENTS);
    private static final int SIGNATURES_MAX = 2;

    /** The elements that are signed. Throws if a signature is wrong, or is not where it should be. */
    static Set<Element> signed(Document document, List<X509Certificate> certificates) throws Rejected {
        requireUniqueIds(document);
        var signatures = SafeXml.all(document, SafeXml.SIGNATURE, "Signature");
        if (signatures.size() > SIGNATURES_MAX) {
            throw Rejected.invalid("Too many signatures");
        }
        var signed = new HashSet<Element>();
        for (var signature : signatures) {
            var parent = (Element) signature.getParentNode();
            if (!SafeXml.is(parent, SafeXml.PROTOCOL, "Response")
                    && !SafeXml.is(parent, SafeXml.ASSERTION, "Assertion")) {
                throw Rejected.invalid("A signature is not where it should be");
            }
            requireGood(signature, parent, certificates);
            signed.add(parent);
        }
        return signed;
    }

    private static void requireUniqueIds(Document document) throws Rejected {
        var seen = new HashSet<String>();
        var all = document.getElementsByTagNameNS("*", "*");
        for (int i = 0; i < all.getLength(); i++) {
            for (var name : List.of("ID", "Id", "id")) {
                var id = ((Element) all.item(i)).getAttribute(name);
                if (!id.isEmpty() && !seen.add(id)) {
                    throw Rejected.invalid("Two elements have the same id");
                }
            }
        }
    }

    private static void requireGood(Element signature, Element parent, List<X509Certificate> certificates)
            throws Rejected {
        for (var certificate : certificates) {
            if (isGood(signature, parent, certificate)) {
                return;
            }
        }
        throw Rejected.invalid("Response signature invalid");
    }

    private static boolean isGood(Element signature, Element parent, X509Certificate certificate) throws Rejected {
        var context = new DOMValidateContext(KeySelector.singletonKeySelector(certificate.getPublicKey()), signature);
        context.setProperty("org.jcp.xml.dsig.secureValidation", true);
        context.setIdAttributeNS(parent, null, "ID");
        try {
            var xml = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
            var references = xml.getSignedInfo().getReferences();
            var id = parent.getAttribute("ID");
            if (id.isEmpty()
                    || references.size() != 1
                    || !references.getFirst().getURI().equals("#" + id)
                    || !areHarmless(references.getFirst())) {
                throw Rejected.invalid("A signature does not sign what it is in");
            }
            return xml.validate(context);
        } catch (MarshalException e) {
            throw new Rejected(Rejected.Reason.INVALID, "A signature cannot be read", e);
        } catch (XMLSignatureException e) {
            return false;
        }
    }

    private static boolean areHarmless(Reference reference) {
        return reference.getTransforms().stream().allMatch(transform -> TRANSFORMS.contains(transform.getAlgorithm()));
    }

    private SamlSignatures() {}
}
