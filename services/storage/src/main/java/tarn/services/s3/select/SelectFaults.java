package tarn.services.s3.select;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What can be wrong with a query or what it reads, in AWS's words.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#SelectObjectContentErrorCodeList">
 *     S3 Select error codes</a>
 */
final class SelectFaults {

    static AwsServiceException expressionTooLong() {
        return fault(
                "ExpressionTooLong",
                "The SQL expression is too long: The maximum byte-length for the SQL" + " expression is 256 KB.");
    }

    static AwsServiceException invalidExpressionType() {
        return fault("InvalidExpressionType", "The ExpressionType is invalid. Only SQL expressions are supported.");
    }

    static AwsServiceException invalidCharacter(int column) {
        return fault("LexerInvalidChar", "The SQL expression contains an invalid character" + at(column));
    }

    static AwsServiceException invalidLiteral(int column) {
        return fault("LexerInvalidLiteral", "The SQL expression contains an invalid literal" + at(column));
    }

    static AwsServiceException invalidIonLiteral(int column) {
        return fault("LexerInvalidIONLiteral", "The SQL expression contains an invalid literal" + at(column));
    }

    static AwsServiceException unexpectedToken(Token token) {
        return fault(
                "ParseUnexpectedToken",
                "The SQL expression contains an unexpected token '" + token.text() + "'" + at(token.column()));
    }

    static AwsServiceException expectedKeyword(String keyword, Token token) {
        return fault("ParseExpectedKeyword", "Did not find the expected keyword " + keyword + at(token.column()));
    }

    static AwsServiceException expectedToken(String wanted, Token token) {
        return fault("ParseExpectedTokenType", "Did not find the expected token " + wanted + at(token.column()));
    }

    static AwsServiceException expectedNumber(Token token) {
        return fault("ParseExpectedNumber", "Did not find the expected number" + at(token.column()));
    }

    static AwsServiceException expectedTypeName(Token token) {
        return fault("ParseExpectedTypeName", "Did not find the expected type name" + at(token.column()));
    }

    static AwsServiceException expectedDatePart(Token token) {
        return fault("ParseExpectedDatePart", "Did not find the expected date part" + at(token.column()));
    }

    static AwsServiceException expectedWhen(Token token) {
        return fault(
                "ParseExpectedWhenClause",
                "Did not find the expected WHEN clause. CASE is not supported" + at(token.column()));
    }

    static AwsServiceException emptySelect() {
        return fault("ParseEmptySelect", "The SQL expression contains an empty SELECT clause.");
    }

    static AwsServiceException asteriskNotAlone(Token token) {
        return fault(
                "ParseAsteriskIsNotAloneInSelectList",
                "Other expressions are not allowed in the SELECT list when * is used without dot notation"
                        + at(token.column()));
    }

    static AwsServiceException unsupportedSyntax(Token token) {
        return fault("ParseUnsupportedSyntax", "The SQL expression contains unsupported syntax" + at(token.column()));
    }

    static AwsServiceException invalidDataSource() {
        return fault(
                "InvalidDataSource",
                "Invalid data source type. Only CSV, JSON, and Parquet are supported: the"
                        + " FROM clause must name S3Object.");
    }

    static AwsServiceException unsupportedFunction(String name) {
        return fault("UnsupportedFunction", "Encountered an unsupported SQL function: " + name + ".");
    }

    static AwsServiceException invalidArguments(String name) {
        return fault(
                "EvaluatorInvalidArguments",
                "There is an incorrect number of arguments in the call to the function " + name + ".");
    }

    static AwsServiceException illegalArgument(String name) {
        return fault("IllegalSqlFunctionArgument", "Illegal argument was used in the SQL function " + name + ".");
    }

    static AwsServiceException nestedAggregate() {
        return fault(
                "UnsupportedSqlStructure",
                "Encountered an unsupported SQL structure: aggregates stand in the"
                        + " SELECT list, not within each other, and not beside plain columns.");
    }

    static AwsServiceException negativeLimit() {
        return fault("EvaluatorNegativeLimit", "The LIMIT must not be negative.");
    }

    static AwsServiceException castFailed(String value, String type) {
        return fault(
                "CastFailed",
                "Attempt to convert from one data type to another using CAST failed in the SQL" + " expression: '"
                        + value + "' to " + type + ".");
    }

    static AwsServiceException invalidDataType() {
        return fault("InvalidDataType", "The SQL expression contains an invalid data type.");
    }

    static AwsServiceException integerOverflow() {
        return fault("IntegerOverflow", "Integer overflow or underflow in the SQL expression.");
    }

    static AwsServiceException divisionByZero() {
        return fault("EvaluatorInvalidArguments", "Division by zero in the SQL expression.");
    }

    static AwsServiceException likeInvalid() {
        return fault("LikeInvalidInputs", "Invalid argument given to the LIKE clause in the SQL expression.");
    }

    static AwsServiceException likeEscape() {
        return fault(
                "EvaluatorLikePatternInvalidEscapeSequence", "The LIKE pattern contains an invalid escape sequence.");
    }

    static AwsServiceException timestampPattern(String pattern) {
        return fault(
                "EvaluatorInvalidTimestampFormatPattern",
                "The time stamp format string in the SQL expression is invalid: " + pattern);
    }

    static AwsServiceException missingHeaders() {
        return fault(
                "MissingHeaders", "Some headers in the query are missing from the file. Check the file and try again.");
    }

    static AwsServiceException recordTooLong() {
        return fault(
                "OverMaxRecordSize",
                "The length of a record in the input or result is greater than the"
                        + " maxCharsPerRecord limit of 1 MB.");
    }

    static AwsServiceException csvParsing(String what) {
        return fault(
                "CSVParsingError", "Encountered an error parsing the CSV file. Check the file and try again. " + what);
    }

    static AwsServiceException jsonParsing() {
        return fault("JSONParsingError", "Encountered an error parsing the JSON file. Check the file and try again.");
    }

    static AwsServiceException textEncoding() {
        return fault("InvalidTextEncoding", "Invalid encoding type. Only UTF-8 encoding is supported.");
    }

    static AwsServiceException truncated() {
        return fault(
                "TruncatedInput",
                "Object decompression failed. Check that the object is properly compressed using"
                        + " the format specified in the request.");
    }

    static AwsServiceException notCompressed(String format) {
        return fault(
                "InvalidCompressionFormat",
                format + " is not applicable to the queried object. Please correct the request and try again.");
    }

    static AwsServiceException serializationConflict(String which) {
        return fault(
                "ObjectSerializationConflict",
                "The " + which + "Serialization must specify exactly one of "
                        + (which.equals("Input") ? "CSV, JSON or Parquet" : "CSV or JSON") + ".");
    }

    static AwsServiceException invalidParameter(String code, String what) {
        return fault(code, what);
    }

    static AwsServiceException scanRangeUnsupported() {
        return fault("UnsupportedScanRangeInput", "Scan range queries are not supported on this type of object.");
    }

    static AwsServiceException scanRangeInvalid() {
        return fault("InvalidScanRange", "The provided scan range is invalid.");
    }

    static AwsServiceException parquetType() {
        return fault("UnsupportedParquetType", "The specified Parquet type is not supported.");
    }

    static AwsServiceException parquetCodec() {
        return fault("ParquetUnsupportedCompressionCodec", "The specified Parquet compression codec is not supported.");
    }

    static AwsServiceException parquetParsing() {
        return fault("ParquetParsingError", "Error parsing Parquet file. Please check the file and try again.");
    }

    static AwsServiceException parquetCompressed() {
        return fault("InvalidCompressionFormat", "Whole-object compression is not supported for Parquet objects.");
    }

    private static String at(int column) {
        return " at line 1, column " + column + ".";
    }

    private static AwsServiceException fault(String code, String message) {
        return S3Exception.builder()
                .message(message)
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .serviceName("S3")
                        .build())
                .build();
    }

    private SelectFaults() {}
}
