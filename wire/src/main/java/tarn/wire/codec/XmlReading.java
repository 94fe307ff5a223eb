package tarn.wire.codec;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/**
 * Reads SDK objects from XML: no document types, no entities but XML's own five, nesting bounded. Elements are known by
 * their local names, whatever their namespace, as AWS does.
 */
public final class XmlReading {

    private static final XMLInputFactory FACTORY = factory();

    /** How deep elements may be nested: S3's deepest configurations need a dozen. */
    private static final int DEPTH_MAX = 64;

    private final XMLStreamReader in;
    private int depth;

    private XmlReading(XMLStreamReader in) {
        this.in = in;
    }

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("Entities are not read");
        });
        return factory;
    }

    /**
     * Fills a builder from a document, whatever its root is called.
     *
     * @return false if the document is empty
     * @throws MalformedException if it is not well-formed or does not fit the shape
     */
    public static boolean read(InputStream document, Shape shape, SdkPojo builder) {
        try {
            document.mark(1);
            if (document.read() < 0) {
                return false;
            }
            document.reset();
            var in = FACTORY.createXMLStreamReader(document);
            while (in.next() != XMLStreamConstants.START_ELEMENT) {
                if (in.getEventType() == XMLStreamConstants.DTD) {
                    throw new MalformedException("Document types are not allowed");
                }
            }
            new XmlReading(in).structure(shape, builder);
            while (in.hasNext()) {
                in.next();
            }
            return true;
        } catch (XMLStreamException | IOException e) {
            throw new MalformedException("The XML you provided was not well-formed");
        }
    }

    private void structure(Shape shape, SdkPojo builder) throws XMLStreamException {
        deeper();
        attributes(shape, builder);
        var flat = new IdentityHashMap<Member, Object>(4);
        while (in.nextTag() == XMLStreamConstants.START_ELEMENT) {
            var member = shape.answered(in.getLocalName());
            if (member == null) {
                skip();
                continue;
            }
            var collects = isCollection(member) && member.isFlat();
            var value = collects ? flat.get(member) : null;
            value = collects ? collected(member, value) : value(member);
            if (collects) {
                flat.put(member, value);
            } else {
                member.set(builder, value);
            }
        }
        flat.forEach((member, value) -> member.set(builder, value));
        depth--;
    }

    private static boolean isCollection(Member member) {
        return switch (member.type()) {
            case LIST, MAP -> true;
            default -> false;
        };
    }

    private void attributes(Shape shape, SdkPojo builder) {
        for (var at = 0; at < in.getAttributeCount(); at++) {
            var prefix = in.getAttributePrefix(at);
            var name = in.getAttributeLocalName(at);
            var member = shape.answered(prefix == null || prefix.isEmpty() ? name : "xsi:" + name);
            if (member != null && member.isAttribute()) {
                member.set(builder, Scalars.parse(in.getAttributeValue(at), member, Format.ISO_8601));
            }
        }
    }

    private Object value(Member member) throws XMLStreamException {
        return switch (member.type()) {
            case SDK_POJO -> {
                var builder = member.shape().builder();
                structure(member.shape(), builder);
                yield Shape.build(builder);
            }
            case LIST -> list(member);
            case MAP -> map(member);
            default -> Scalars.parse(text(), member, Format.ISO_8601);
        };
    }

    private Object collected(Member member, @Nullable Object before) throws XMLStreamException {
        if (member.type() == MarshallingKnownType.LIST) {
            @SuppressWarnings("unchecked")
            var list = before == null ? new ArrayList<Object>() : (List<Object>) before;
            list.add(value(member.element()));
            return list;
        }
        @SuppressWarnings("unchecked")
        var map =
                before == null ? new LinkedHashMap<String, @Nullable Object>() : (Map<String, @Nullable Object>) before;
        entry(member, map);
        return map;
    }

    private List<Object> list(Member member) throws XMLStreamException {
        deeper();
        var list = new ArrayList<Object>();
        while (in.nextTag() == XMLStreamConstants.START_ELEMENT) {
            if (in.getLocalName().equals(member.elementName())) {
                list.add(value(member.element()));
            } else {
                skip();
            }
        }
        depth--;
        return list;
    }

    private Map<String, @Nullable Object> map(Member member) throws XMLStreamException {
        deeper();
        var map = new LinkedHashMap<String, @Nullable Object>();
        while (in.nextTag() == XMLStreamConstants.START_ELEMENT) {
            entry(member, map);
        }
        depth--;
        return map;
    }

    private void entry(Member member, Map<String, @Nullable Object> map) throws XMLStreamException {
        deeper();
        String key = null;
        Object value = null;
        while (in.nextTag() == XMLStreamConstants.START_ELEMENT) {
            if (in.getLocalName().equals(member.keyName())) {
                key = text();
            } else if (in.getLocalName().equals(member.elementName())) {
                value = value(member.element());
            } else {
                skip();
            }
        }
        if (key == null) {
            throw new MalformedException("A map's entry has no key");
        }
        map.put(key, value);
        depth--;
    }

    private String text() throws XMLStreamException {
        var text = new StringBuilder();
        for (var event = in.next(); event != XMLStreamConstants.END_ELEMENT; event = in.next()) {
            switch (event) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(in.getText());
                case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {}
                default -> throw new MalformedException("Expected text");
            }
        }
        return text.toString();
    }

    private void skip() throws XMLStreamException {
        for (var open = 1; open > 0; ) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT -> open++;
                case XMLStreamConstants.END_ELEMENT -> open--;
                default -> {}
            }
        }
    }

    private void deeper() {
        if (++depth > DEPTH_MAX) {
            throw new MalformedException("Elements are nested too deep");
        }
    }
}
