package tarn.wire.codec;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import tarn.wire.model.ServiceModel.Alias;

/** Writes SDK objects as XML. {@link XmlReading} reads them. */
public final class XmlCodec {

    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";

    private final Names names;
    private final Set<String> encoded;
    private final UnaryOperator<String> encoding;

    /** With the names that a service's query protocol has for its members; empty where it has none. */
    public XmlCodec(Map<String, Alias> aliases) {
        this(new Names(aliases), Set.of(), UnaryOperator.identity());
    }

    private XmlCodec(Names names, Set<String> encoded, UnaryOperator<String> encoding) {
        this.names = names;
        this.encoded = encoded;
        this.encoding = encoding;
    }

    /** One that writes the strings of members of those names in an encoding. */
    public XmlCodec encoding(Set<String> members, UnaryOperator<String> how) {
        return new XmlCodec(names, members, how);
    }

    /** Writes the members of an object's body, without an element around them. */
    public void write(XmlWriter out, SdkPojo object, Shape shape) {
        for (var member : shape.body()) {
            var value = member.isAttribute() ? null : member.get(object);
            if (value != null) {
                write(out, names.answer(member), value, member);
            }
        }
    }

    /** Writes a member: an element, or several if it is a flat list. */
    void write(XmlWriter out, String name, Object value, Member member) {
        switch (value) {
            case SdkPojo object -> structure(out, name, object, member);
            case List<?> list -> list(out, name, list, member);
            case Map<?, ?> map -> map(out, name, map, member);
            case String text -> out.element(name, encoded.contains(name) ? encoding.apply(text) : text);
            default -> out.element(name, Scalars.text(value, member, Format.ISO_8601));
        }
    }

    /** Writes a structure in an element, with its attributes. */
    public void structure(XmlWriter out, String name, SdkPojo object, Member member) {
        out.open(name);
        attributes(out, object, member.shape());
        out.close();
        write(out, object, member.shape());
        out.end(name);
    }

    /* The only attribute in all of AWS's XML is the type of S3's Grantee. */
    private static void attributes(XmlWriter out, SdkPojo object, Shape shape) {
        for (var member : shape.body()) {
            var value = member.isAttribute() ? member.get(object) : null;
            if (value != null) {
                if (member.name().startsWith("xsi:")) {
                    out.attribute("xmlns:xsi", XSI);
                }
                out.attribute(member.name(), Scalars.text(value, member, Format.ISO_8601));
            }
        }
    }

    private void list(XmlWriter out, String name, List<?> list, Member member) {
        var flat = member.isFlat();
        var element = member.element();
        if (!flat) {
            out.start(name);
        }
        var elementName = flat ? name : member.elementName();
        for (var value : list) {
            if (value != null) {
                write(out, elementName, value, element);
            }
        }
        if (!flat) {
            out.end(name);
        }
    }

    private void map(XmlWriter out, String name, Map<?, ?> map, Member member) {
        var flat = member.isFlat();
        if (!flat) {
            out.start(name);
        }
        for (var entry : map.entrySet()) {
            out.start(flat ? name : "entry");
            out.element(names.key(member), (String) entry.getKey());
            if (entry.getValue() != null) {
                write(out, names.value(member), entry.getValue(), member.element());
            }
            out.end(flat ? name : "entry");
        }
        if (!flat) {
            out.end(name);
        }
    }
}
