package tarn.wire.codec;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes XML as AWS writes it: no indentation, what XML 1.0 cannot hold as character references.
 *
 * <p>Such references are not well-formed; S3 sends them nevertheless for keys that hold control
 * characters, which is why clients ask for {@code encoding-type=url}.
 */
public final class XmlWriter {

    private final StringBuilder out = new StringBuilder(512);

    /** Begins with the XML declaration. */
    public XmlWriter declaration() {
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        return this;
    }

    /** Opens an element. */
    public XmlWriter start(String name) {
        out.append('<').append(name).append('>');
        return this;
    }

    /** Opens an element in a default namespace, if there is one. */
    public XmlWriter start(String name, @Nullable String namespace) {
        return namespace == null
                ? start(name)
                : open(name).attribute("xmlns", namespace).close();
    }

    XmlWriter open(String name) {
        out.append('<').append(name);
        return this;
    }

    XmlWriter attribute(String name, String value) {
        out.append(' ').append(name).append("=\"");
        escape(value, true);
        out.append('"');
        return this;
    }

    XmlWriter close() {
        out.append('>');
        return this;
    }

    /** Closes an element. */
    public XmlWriter end(String name) {
        out.append("</").append(name).append('>');
        return this;
    }

    /** An element that holds text. */
    public XmlWriter element(String name, String text) {
        start(name);
        escape(text, false);
        return end(name);
    }

    /** Text within the open element. */
    public XmlWriter text(String text) {
        escape(text, false);
        return this;
    }

    /** Elements that are written already. */
    public XmlWriter written(String elements) {
        out.append(elements);
        return this;
    }

    /** What was written, in UTF-8. */
    public byte[] bytes() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void escape(String text, boolean inAttribute) {
        for (var at = 0; at < text.length(); at++) {
            var character = text.charAt(at);
            switch (character) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\r' -> out.append("&#xd;");
                case '\n', '\t' -> {
                    if (inAttribute) {
                        reference(character);
                    } else {
                        out.append(character);
                    }
                }
                case '\uFFFE', '\uFFFF' -> reference(character);
                default -> {
                    if (character < ' ') {
                        reference(character);
                    } else {
                        out.append(character);
                    }
                }
            }
        }
    }

    private void reference(char character) {
        out.append("&#x").append(Integer.toHexString(character)).append(';');
    }
}
