package tarn.services.glue.crawl;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Rows of XML: the elements of one name. Their attributes and children are columns; a child that comes again is an array,
 * one that has children of its own a struct.
 *
 * <p>Where no name is given the rows are what is directly below the root, if that is elements of one name; else the root is
 * the only row. Documents' own definitions are not read, and nothing outside is fetched.
 */
final class XmlClassifier {

    private static final int DEPTH_MAX = 64;
    private static final XMLInputFactory XML = factory();

    private final String rowTag;
    private Type row = Types.MISSING;
    private long rows;

    private XmlClassifier(String rowTag) {
        this.rowTag = rowTag;
    }

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** The rows of a name; empty if there are none. */
    static Optional<FileSchema> classify(TextSample sample, String classification, String rowTag) {
        var found = new XmlClassifier(rowTag);
        boolean sound = found.read(sample);
        // A sample that ends in the middle of a document is no fault.
        if ((!sound && sample.isWhole()) || found.rows == 0 || !(found.row instanceof Type.Struct(var columns))) {
            return Optional.empty();
        }
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of(sample.schema(new Format.Xml(classification, rowTag), columns, found.rows));
    }

    /** A document whose rows nobody named. */
    static Optional<FileSchema> builtIn(TextSample sample) {
        return rowTag(sample).flatMap(tag -> classify(sample, "xml", tag));
    }

    private static Optional<String> rowTag(TextSample sample) {
        var below = new LinkedHashMap<String, Integer>();
        String root = null;
        int depth = 0;
        try {
            var reader = XML.createXMLStreamReader(new ByteArrayInputStream(sample.bytes()));
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    if (depth == 0) {
                        root = reader.getLocalName();
                    } else if (depth == 1) {
                        below.merge(reader.getLocalName(), 1, Integer::sum);
                    }
                    depth++;
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                }
            }
        } catch (XMLStreamException e) {
            if (sample.isWhole()) {
                return Optional.empty();
            }
        }
        boolean repeated = below.size() == 1 && below.values().iterator().next() > 1;
        return repeated ? below.keySet().stream().findFirst() : Optional.ofNullable(root);
    }

    /** Reads to the end; says whether the text is XML to its end. */
    private boolean read(TextSample sample) {
        try {
            var reader = XML.createXMLStreamReader(new ByteArrayInputStream(sample.bytes()));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT
                        && reader.getLocalName().equals(rowTag)) {
                    row = row.with(element(reader, 0));
                    rows++;
                }
            }
            return true;
        } catch (XMLStreamException e) {
            return false;
        }
    }

    private static Type element(XMLStreamReader reader, int depth) throws XMLStreamException {
        if (depth > DEPTH_MAX) {
            throw new XMLStreamException("nested too deeply");
        }
        Map<String, Type> fields = new LinkedHashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            fields.put("_" + reader.getAttributeLocalName(i), CsvClassifier.typeOf(reader.getAttributeValue(i)));
        }
        var text = new StringBuilder();
        Map<String, List<Type>> children = new LinkedHashMap<>();
        for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                var name = reader.getLocalName();
                children.computeIfAbsent(name, key -> new ArrayList<>()).add(element(reader, depth + 1));
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                text.append(reader.getText());
            }
        }
        children.forEach((name, types) -> {
            var type = types.stream().reduce(Types.MISSING, Type::with);
            fields.put(name, types.size() > 1 ? new Type.ListOf(type) : type);
        });
        var value = text.toString().strip();
        if (fields.isEmpty()) {
            return depth == 0
                    ? new Type.Struct(List.of(new Column("_VALUE", CsvClassifier.typeOf(value))))
                    : CsvClassifier.typeOf(value);
        }
        if (!value.isEmpty()) {
            fields.put("_VALUE", CsvClassifier.typeOf(value));
        }
        var columns = new ArrayList<Column>();
        fields.forEach((name, type) -> columns.add(new Column(name, type)));
        return new Type.Struct(columns);
    }
}
