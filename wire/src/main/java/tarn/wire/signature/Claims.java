package tarn.wire.signature;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tarn.wire.http.WireRequest;
import tarn.wire.signature.Claim.Anonymous;
import tarn.wire.signature.Claim.Foreign;
import tarn.wire.signature.Claim.Malformed;
import tarn.wire.signature.Claim.Scope;
import tarn.wire.signature.Claim.Signed;
import tarn.wire.signature.Refusal.Reason;

/** Reads what a request claims, from its Authorization header or its query. */
public final class Claims {

    /** A presigned URL is good for a week at most. */
    private static final long EXPIRES_SECONDS_MAX = 604_800;

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    /** The regions that Signature Version 4A is good for. */
    static final String REGIONS = "x-amz-region-set";

    /** What a request claims. Never refuses: what cannot be read is {@link Malformed}. */
    public static Claim of(WireRequest request) {
        var header = request.headers().first("authorization");
        if (header.isPresent()) {
            return ofHeader(request, header.get().trim());
        }
        if (request.query().isEmpty()) {
            return new Anonymous();
        }
        var query = parameters(request.query());
        if (query.containsKey("X-Amz-Algorithm") || query.containsKey("X-Amz-Signature")) {
            return ofQuery(query);
        }
        if (query.containsKey("AWSAccessKeyId") && query.containsKey("Signature")) {
            return ofOldQuery(query);
        }
        return new Anonymous();
    }

    /** What the fields of a form claim, their names in lower case. */
    public static Claim ofForm(Map<String, String> fields) {
        var token = Optional.ofNullable(fields.get("x-amz-security-token"));
        if (fields.containsKey("x-amz-signature") || fields.containsKey("x-amz-credential")) {
            var credential = fields.getOrDefault("x-amz-credential", "");
            var algorithm = fields.getOrDefault("x-amz-algorithm", "");
            if (!algorithm.equals(ALGORITHM)) {
                return new Foreign(algorithm, keyOf(credential));
            }
            var said = Map.of("Credential", credential, "Signature", fields.getOrDefault("x-amz-signature", ""));
            return signed(said, fields.getOrDefault("x-amz-date", ""), token, OptionalLong.empty(), Optional.empty())
                    .orElseGet(() -> malformed("the Credential is mal-formed", credential));
        }
        var key = fields.get("awsaccesskeyid");
        return key == null
                ? new Anonymous()
                : new Claim.Presigned2(key, fields.getOrDefault("signature", ""), Long.MAX_VALUE, token);
    }

    private static Claim ofHeader(WireRequest request, String header) {
        int space = header.indexOf(' ');
        var scheme = space < 0 ? header : header.substring(0, space);
        boolean asymmetric = scheme.equals(DerivedKey.ALGORITHM);
        if (!scheme.equals(ALGORITHM) && !asymmetric) {
            return new Foreign(scheme, foreignKey(scheme, header.substring(scheme.length())));
        }
        var fields = fields(header, scheme.length());
        for (var name : List.of("Credential", "Signature", "SignedHeaders")) {
            if (fields.getOrDefault(name, "").isEmpty()) {
                return malformed("Authorization header requires '" + name + "' parameter.", fields.get("Credential"));
            }
        }
        var timestamp = request.headers()
                .first("x-amz-date")
                .or(() -> request.headers().first("date").flatMap(Timestamps::ofHeader));
        if (timestamp.isEmpty()) {
            return malformed(
                    "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
                    fields.get("Credential"));
        }
        var regions = asymmetric ? request.headers().first(REGIONS) : Optional.<String>empty();
        if (asymmetric && regions.isEmpty()) {
            return malformed(
                    "Authorization header requires existence of a 'X-Amz-Region-Set' header.",
                    fields.get("Credential"));
        }
        return signed(
                        fields,
                        timestamp.get(),
                        request.headers().first("x-amz-security-token"),
                        OptionalLong.empty(),
                        regions)
                .orElseGet(() -> malformed(
                        "a non-empty Access Key (AKID) must be provided in the credential.", fields.get("Credential")));
    }

    /** The fields of the header: names and values, separated by commas. */
    private static Map<String, String> fields(String header, int from) {
        var fields = new HashMap<String, String>();
        for (int at = from; at < header.length(); ) {
            int comma = header.indexOf(',', at);
            int end = comma < 0 ? header.length() : comma;
            int equals = header.indexOf('=', at);
            if (equals > at && equals < end) {
                fields.put(
                        header.substring(at, equals).trim(),
                        header.substring(equals + 1, end).trim());
            }
            at = end + 1;
        }
        return fields;
    }

    private static Claim ofQuery(Map<String, String> query) {
        var credential = query.getOrDefault("X-Amz-Credential", "");
        boolean asymmetric = DerivedKey.ALGORITHM.equals(query.get("X-Amz-Algorithm"));
        if (!ALGORITHM.equals(query.get("X-Amz-Algorithm")) && !asymmetric) {
            var algorithm = query.getOrDefault("X-Amz-Algorithm", "");
            return algorithm.startsWith("AWS4-")
                    ? new Foreign(algorithm, keyOf(credential))
                    : malformedQuery("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"", credential);
        }
        for (var name : List.of("Credential", "Signature", "Date", "SignedHeaders", "Expires")) {
            if (query.getOrDefault("X-Amz-" + name, "").isEmpty()) {
                return malformedQuery(
                        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential,"
                                + " X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
                        credential);
            }
        }
        long expires;
        try {
            expires = Long.parseLong(query.getOrDefault("X-Amz-Expires", ""));
        } catch (NumberFormatException e) {
            return malformedQuery("X-Amz-Expires should be a number", credential);
        }
        if (expires < 0) {
            return malformedQuery("X-Amz-Expires must be non-negative", credential);
        }
        if (expires > EXPIRES_SECONDS_MAX) {
            return malformedQuery(
                    "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less"
                            + " than 604800 seconds",
                    credential);
        }
        var fields = Map.of(
                "Credential", credential,
                "Signature", query.getOrDefault("X-Amz-Signature", ""),
                "SignedHeaders", query.getOrDefault("X-Amz-SignedHeaders", ""));
        var token = Optional.ofNullable(query.get("X-Amz-Security-Token"));
        var regions = asymmetric ? Optional.of(query.getOrDefault("X-Amz-Region-Set", "")) : Optional.<String>empty();
        return signed(fields, query.getOrDefault("X-Amz-Date", ""), token, OptionalLong.of(expires), regions)
                .orElseGet(() -> malformedQuery(
                        "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting"
                                + " \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".",
                        credential));
    }

    /* The query API of other services had a Version 2 of its own, with a SignatureVersion among its parameters. */
    private static Claim ofOldQuery(Map<String, String> query) {
        var key = query.getOrDefault("AWSAccessKeyId", "");
        var expires = query.getOrDefault("Expires", "");
        if (query.containsKey("SignatureVersion")) {
            return new Foreign("Signature Version 2", key);
        }
        if (!expires.matches("[0-9]{1,12}")) {
            return new Malformed(
                    new Refusal(
                            Reason.EXPIRED_URL,
                            "Query-string authentication requires the Signature, Expires and"
                                    + " AWSAccessKeyId parameters"),
                    key);
        }
        return new Claim.Presigned2(
                key,
                query.getOrDefault("Signature", ""),
                Long.parseLong(expires),
                Optional.ofNullable(query.get("x-amz-security-token")));
    }

    /* An access key may hold slashes where users choose it freely, so the scope is read from its end. */
    private static Optional<Claim> signed(
            Map<String, String> fields,
            String timestamp,
            Optional<String> token,
            OptionalLong expires,
            Optional<String> regions) {
        var parts = fields.getOrDefault("Credential", "").split("/", -1);
        int scope = parts.length - (regions.isPresent() ? 3 : 4);
        if (scope < 1 || !parts[parts.length - 1].equals("aws4_request")) {
            return Optional.empty();
        }
        var key = scope == 1 ? parts[0] : String.join("/", Arrays.asList(parts).subList(0, scope));
        if (key.isEmpty()) {
            return Optional.empty();
        }
        var headers = fields.getOrDefault("SignedHeaders", "").toLowerCase(Locale.ROOT);
        return Optional.of(new Signed(
                key,
                new Scope(parts[scope], regions.isPresent() ? "" : parts[scope + 1], parts[parts.length - 2]),
                timestamp,
                List.of(headers.split(";", -1)),
                fields.getOrDefault("Signature", ""),
                token,
                expires,
                regions));
    }

    /** {@code AWS key:signature} is Signature Version 2. */
    private static @Nullable String foreignKey(String scheme, String rest) {
        if (scheme.equals("AWS")) {
            int colon = rest.indexOf(':');
            return colon < 0 ? null : rest.substring(0, colon).trim();
        }
        int credential = rest.indexOf("Credential=");
        return scheme.startsWith("AWS4-") && credential >= 0 ? keyOf(rest.substring(credential + 11)) : null;
    }

    private static String keyOf(String credential) {
        int slash = credential.indexOf('/');
        return slash < 0 ? credential : credential.substring(0, slash);
    }

    private static Claim malformed(String detail, @Nullable String credential) {
        return new Malformed(
                new Refusal(Reason.MALFORMED_HEADER, detail), credential == null ? null : keyOf(credential));
    }

    private static Claim malformedQuery(String detail, String credential) {
        return new Malformed(new Refusal(Reason.MALFORMED_QUERY, detail), keyOf(credential));
    }

    /** The parameters of a query, decoded; of a name that comes twice, the first. */
    private static Map<String, String> parameters(String query) {
        var parameters = new HashMap<String, String>();
        for (var pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            var name = Percent.text(equals < 0 ? pair : pair.substring(0, equals));
            parameters.putIfAbsent(name, equals < 0 ? "" : Percent.text(pair.substring(equals + 1)));
        }
        return parameters;
    }

    private Claims() {}
}
