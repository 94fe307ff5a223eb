package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.invalidParameter;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CSVInput;
import software.amazon.awssdk.services.s3.model.FileHeaderInfo;

/**
 * How a CSV object is written.
 *
 * @param quote -1 if nothing is quoted
 * @param comment what a line begins with that is none; -1 if there is no such
 */
record CsvForm(
        FileHeaderInfo header,
        String recordDelimiter,
        String fieldDelimiter,
        int quote,
        int escape,
        int comment,
        boolean quotedDelimiters) {

    static CsvForm of(CSVInput csv) {
        var header = csv.fileHeaderInfo() == null ? FileHeaderInfo.NONE : csv.fileHeaderInfo();
        if (header == FileHeaderInfo.UNKNOWN_TO_SDK_VERSION) {
            throw invalidParameter(
                    "InvalidFileHeaderInfo",
                    "The FileHeaderInfo is invalid. Only NONE, USE, and IGNORE are supported.");
        }
        return new CsvForm(
                header,
                delimiter(csv.recordDelimiter(), "\n", "RecordDelimiter"),
                delimiter(csv.fieldDelimiter(), ",", "FieldDelimiter"),
                character(csv.quoteCharacter(), '"', "QuoteCharacter"),
                character(csv.quoteEscapeCharacter(), '"', "QuoteEscapeCharacter"),
                character(csv.comments(), '#', "Comments"),
                Boolean.TRUE.equals(csv.allowQuotedRecordDelimiter()));
    }

    private static String delimiter(@Nullable String given, String otherwise, String name) {
        var delimiter = given == null || given.isEmpty() ? otherwise : given;
        if (delimiter.length() > 2) {
            throw invalidParameter(
                    "InvalidRequestParameter", "The value of " + name + " is longer than two characters.");
        }
        return delimiter;
    }

    private static int character(@Nullable String given, char otherwise, String name) {
        if (given == null) {
            return otherwise;
        }
        if (given.length() > 1) {
            throw invalidParameter("InvalidRequestParameter", "The value of " + name + " is not a single character.");
        }
        return given.isEmpty() ? -1 : given.charAt(0);
    }
}
