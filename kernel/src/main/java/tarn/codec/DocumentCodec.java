package tarn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import software.amazon.awssdk.core.document.Document;

/** A document of any form, such as the SDK has where AWS takes free JSON. */
final class DocumentCodec implements Codec {

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
        var document = (Document) value;
        if (document.isNull()) {
            out.writeNull();
        } else if (document.isBoolean()) {
            out.writeBoolean(document.asBoolean());
        } else if (document.isNumber()) {
            writeNumber(new BigDecimal(document.asNumber().stringValue()), out);
        } else if (document.isString()) {
            out.writeString(document.asString());
        } else if (document.isList()) {
            out.writeStartArray();
            for (var each : document.asList()) {
                write(each, out);
            }
            out.writeEndArray();
        } else {
            out.writeStartObject();
            for (var entry : document.asMap().entrySet()) {
                out.writeFieldName(entry.getKey());
                write(entry.getValue(), out);
            }
            out.writeEndObject();
        }
    }

    private static void writeNumber(BigDecimal number, JsonGenerator out) throws IOException {
        if (number.scale() == 0) {
            out.writeNumber(number.unscaledValue());
        } else {
            out.writeNumber(number);
        }
    }

    @Override
    public Object read(JsonParser in) throws IOException {
        return document(in);
    }

    private static Document document(JsonParser in) throws IOException {
        return switch (in.currentToken()) {
            case VALUE_NULL -> Document.fromNull();
            case VALUE_TRUE -> Document.fromBoolean(true);
            case VALUE_FALSE -> Document.fromBoolean(false);
            case VALUE_NUMBER_INT -> Document.fromNumber(in.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> Document.fromNumber(in.getDecimalValue());
            case VALUE_STRING -> Document.fromString(in.getText());
            case START_ARRAY -> {
                var list = new ArrayList<Document>();
                while (!in.nextToken().isStructEnd()) {
                    list.add(document(in));
                }
                yield Document.fromList(list);
            }
            case START_OBJECT -> {
                var map = new LinkedHashMap<String, Document>();
                for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                    in.nextToken();
                    map.put(name, document(in));
                }
                yield Document.fromMap(map);
            }
            case null, default -> throw new IOException("Not a document: " + in.currentToken());
        };
    }
}
