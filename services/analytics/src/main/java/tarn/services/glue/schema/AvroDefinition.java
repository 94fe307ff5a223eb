package tarn.services.glue.schema;

import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaCompatibility.SchemaIncompatibilityType;

/**
 * A schema of Apache Avro, read and compared by Avro's own library. As there, a record's name is not compared where it is
 * the whole schema's.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#schema-resolution">Schema resolution</a>
 */
record AvroDefinition(Schema schema, String canonical) implements Definition {

    static AvroDefinition parse(String text) throws SchemaFault {
        try {
            return new AvroDefinition(new Schema.Parser().parse(text), CanonicalJson.of(text));
        } catch (AvroRuntimeException e) {
            throw new SchemaFault(String.valueOf(e.getMessage()), e);
        } catch (NullPointerException e) {
            // What Avro 1.12.1 throws where the whole schema is a name that nobody defined.
            throw new SchemaFault("Undefined name: " + text.strip(), e);
        } catch (StackOverflowError e) {
            throw new SchemaFault("The schema is nested too deeply", e);
        }
    }

    @Override
    public Optional<String> unreadable(Definition writer) {
        if (!(writer instanceof AvroDefinition(var written, var text))) {
            throw new IllegalArgumentException("Schemas of two languages are not compared");
        }
        var faults =
                SchemaCompatibility.checkReaderWriterCompatibility(schema, written)
                        .getResult()
                        .getIncompatibilities()
                        .stream()
                        .filter(fault -> fault.getType() != SchemaIncompatibilityType.NAME_MISMATCH
                                || !fault.getLocation().equals("/name"))
                        .map(AvroDefinition::told)
                        .collect(Collectors.joining("; "));
        return faults.isEmpty() ? Optional.empty() : Optional.of(faults);
    }

    private static String told(Incompatibility fault) {
        return fault.getType() + " at " + fault.getLocation() + ": " + fault.getMessage();
    }
}
