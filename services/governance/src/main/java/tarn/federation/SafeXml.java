package tarn.federation;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * XML from outside. Documents with a DOCTYPE are refused, so that there are no entities to expand and nothing to fetch.
 */
final class SafeXml {

    static final String METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";
    static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
    static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
    static final String SIGNATURE = "http://www.w3.org/2000/09/xmldsig#";

    private static final ErrorHandler STRICT = new ErrorHandler() {
        @Override
        public void warning(SAXParseException e) {}

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    };

    static Document parse(String text) throws Rejected {
        try {
            var factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            factory.setIgnoringComments(true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(STRICT);
            return builder.parse(new InputSource(new StringReader(text)));
        } catch (SAXException e) {
            throw new Rejected(Rejected.Reason.INVALID, "The document is not well-formed XML", e);
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException("The JDK's XML parser refuses its own features", e);
        }
    }

    static boolean is(Element element, String namespace, String name) {
        return namespace.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
    }

    /** The children of a name. */
    static List<Element> children(Node parent, String namespace, String name) {
        var found = new ArrayList<Element>();
        for (var child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && is(element, namespace, name)) {
                found.add(element);
            }
        }
        return found;
    }

    /** The only child of a name, if there is exactly one. */
    static Optional<Element> child(Node parent, String namespace, String name) {
        var all = children(parent, namespace, name);
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    /** Every element of a name below one, at any depth. */
    static List<Element> all(Document document, String namespace, String name) {
        var nodes = document.getElementsByTagNameNS(namespace, name);
        var found = new ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    /** An attribute's value; empty if there is none. */
    static Optional<String> attribute(Element element, String name) {
        return element.hasAttribute(name) ? Optional.of(element.getAttribute(name)) : Optional.empty();
    }

    /**
     * The text of an element that holds nothing else. Comments are gone after parsing, and their two sides are one text,
     * so that a comment cannot cut a name short.
     */
    static String text(Element element) throws Rejected {
        var text = new StringBuilder();
        for (var child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeType() != Node.TEXT_NODE && child.getNodeType() != Node.CDATA_SECTION_NODE) {
                throw Rejected.invalid("The element " + element.getLocalName() + " holds more than text");
            }
            text.append(child.getNodeValue());
        }
        return text.toString().strip();
    }

    private SafeXml() {}
}
