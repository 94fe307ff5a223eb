package tarn.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import tarn.audit.AuditEvent.Resource;
import tarn.kernel.AccessKeys;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Invocation;
import tarn.kernel.Origin;

/**
 * Writes down what happened as CloudTrail's event.
 *
 * <p>Source: "CloudTrail record contents for management, data, and network activity events" in CloudTrail's user guide,
 * which has the order, the versions and the limits of the fields.
 */
final class Writing {

    private static final String VERSION = "1.11";
    private static final int TEXT_MAX = 1024;
    private static final int ELEMENTS_MAX = 100 * 1024;
    private static final Pattern PLACE = Pattern.compile("\\{([^}]+)}");
    private static final JsonFactory JSON = new JsonFactory();

    private final AccessKeys keys;
    private final Map<Rules, Elements> elements = new ConcurrentHashMap<>();

    Writing(AccessKeys keys) {
        this.keys = keys;
    }

    /**
     * What happened to a request.
     *
     * @param response what was answered; null for a fault or a stream
     * @param fault what was thrown; null if it was answered
     */
    record Outcome(
            Invocation invocation,
            Caller caller,
            @Nullable SdkPojo response,
            @Nullable Throwable fault,
            Instant time,
            String id) {

        /** The same for an event of its own. */
        Outcome of(String eventId) {
            return new Outcome(invocation, caller, response, fault, time, eventId);
        }
    }

    /**
     * Whose event it is.
     *
     * @param account that gets it
     * @param sharedId what the events of the accounts concerned have in common; null if there is one only
     * @param foreign whether who asked belongs to another account, which is all that is told of it
     */
    record Addressee(String account, @Nullable String sharedId, boolean foreign) {}

    /** The other accounts that own what a request is about. */
    Set<String> owners(Outcome outcome, Rules rules, Rules.Rule rule) {
        return about(outcome, rule, elements.computeIfAbsent(rules, Elements::new)).stream()
                .map(Resource::arn)
                .filter(Objects::nonNull)
                .flatMap(arn -> Arn.parse(arn).stream())
                .map(Arn::account)
                .filter(account -> account.length() == 12
                        && !account.equals(outcome.caller().account()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Something that writes a piece of JSON. */
    private interface Piece {
        void write(JsonGenerator out) throws IOException;
    }

    AuditEvent event(Outcome outcome, Rules rules, Rules.Rule rule, Addressee to) {
        var caller = outcome.caller();
        var by = outcome.invocation().by();
        var known = elements.computeIfAbsent(rules, Elements::new);
        var about = about(outcome, rule, known);
        var identity = new Identity(caller, by, keys);
        var category = rule.dataType() == null ? AuditEvent.MANAGEMENT : AuditEvent.DATA;
        var text = json(out -> {
            out.writeStartObject();
            out.writeStringField("eventVersion", VERSION);
            out.writeObjectFieldStart("userIdentity");
            if (to.foreign()) {
                identity.writeForeign(out);
            } else if (rule.asker() == null) {
                identity.write(out);
            } else {
                Federated.write(rule.asker(), outcome, known, out);
            }
            out.writeEndObject();
            out.writeStringField("eventTime", Identity.seconds(outcome.time()));
            out.writeStringField("eventSource", rules.source());
            out.writeStringField("eventName", rule.name());
            out.writeStringField("awsRegion", region(caller, rules));
            var origin = Origin.ifBound();
            var service = by == null ? caller.via() : by;
            var agent = service == null ? origin.map(Origin::userAgent).orElse("AWS Internal") : service;
            out.writeStringField(
                    "sourceIPAddress",
                    service == null ? origin.map(Origin::address).orElse("AWS Internal") : service);
            out.writeStringField("userAgent", cut(agent));
            if (outcome.fault() != null) {
                out.writeStringField("errorCode", code(outcome.fault(), rules));
                out.writeStringField("errorMessage", cut(message(outcome.fault())));
            }
            parameters(outcome, rules, known, origin, out);
            response(outcome, rule, known, out);
            if (rules.plain() && origin.isPresent()) {
                additional(origin.get(), out);
            }
            out.writeStringField("requestID", caller.requestId());
            out.writeStringField("eventID", outcome.id());
            out.writeBooleanField("readOnly", rule.readOnly());
            resources(about, caller, out);
            out.writeStringField("eventType", "AwsApiCall");
            out.writeBooleanField("managementEvent", rule.dataType() == null);
            out.writeStringField("recipientAccountId", to.account());
            if (to.sharedId() != null) {
                out.writeStringField("sharedEventID", to.sharedId());
            }
            out.writeStringField("eventCategory", category);
            if (service == null && origin.isPresent() && origin.get().secure()) {
                out.writeObjectFieldStart("tlsDetails");
                out.writeStringField("clientProvidedHostHeader", origin.get().host());
                out.writeEndObject();
            }
            out.writeEndObject();
        });
        return new AuditEvent(
                outcome.id(),
                outcome.time(),
                rules.source(),
                rule.name(),
                rule.readOnly(),
                category,
                to.foreign() ? null : identity.name(),
                to.foreign() ? null : identity.arn(),
                to.foreign() ? null : caller.accessKey(),
                named(about, outcome, rules, known),
                text);
    }

    /** The region whose event it is. */
    static String region(Caller caller, Rules rules) {
        return rules.global() ? "us-east-1" : caller.region();
    }

    private static String json(Piece piece) {
        var text = new StringWriter(1024);
        try (var out = JSON.createGenerator(text)) {
            piece.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static String cut(String text) {
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
    }

    private static void parameters(
            Outcome outcome, Rules rules, Elements known, Optional<Origin> origin, JsonGenerator out)
            throws IOException {
        boolean[] any = new boolean[1];
        var text = json(json -> {
            json.writeStartObject();
            any[0] = known.write(outcome.invocation().request(), false, json);
            if (rules.plain() && origin.isPresent()) {
                json.writeStringField("Host", origin.get().host());
                any[0] = true;
            }
            json.writeEndObject();
        });
        out.writeFieldName("requestParameters");
        elements(any[0] ? text : null, out);
    }

    private static void response(Outcome outcome, Rules.Rule rule, Elements known, JsonGenerator out)
            throws IOException {
        var response = outcome.response();
        String text = null;
        if (response != null && rule.answers()) {
            boolean[] any = new boolean[1];
            var written = json(json -> {
                json.writeStartObject();
                any[0] = known.write(response, true, json);
                json.writeEndObject();
            });
            text = any[0] ? written : null;
        }
        out.writeFieldName("responseElements");
        elements(text, out);
    }

    private static void elements(@Nullable String text, JsonGenerator out) throws IOException {
        if (text == null) {
            out.writeNull();
        } else if (text.length() > ELEMENTS_MAX) {
            out.writeStartObject();
            out.writeBooleanField("omitted", true);
            out.writeEndObject();
        } else {
            out.writeRawValue(text);
        }
    }

    private static void additional(Origin origin, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("additionalEventData");
        switch (origin.signature()) {
            case NONE -> {}
            case V2_QUERY -> signature("SigV2", "QueryString", out);
            case V4_QUERY -> signature("SigV4", "QueryString", out);
            case V4_HEADER -> signature("SigV4", "AuthHeader", out);
            case V4_FORM -> signature("SigV4", "Post", out);
        }
        out.writeEndObject();
    }

    private static void signature(String version, String method, JsonGenerator out) throws IOException {
        out.writeStringField("SignatureVersion", version);
        out.writeStringField("AuthenticationMethod", method);
    }

    private static void resources(List<Resource> about, Caller caller, JsonGenerator out) throws IOException {
        if (about.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("resources");
        for (var resource : about) {
            var arn = String.valueOf(resource.arn());
            out.writeStartObject();
            if (!resource.type().endsWith("::Object")) {
                var owner = Arn.parse(arn).map(Arn::account).filter(account -> !account.isEmpty());
                out.writeStringField("accountId", owner.orElse(caller.account()));
            }
            out.writeStringField("type", resource.type());
            out.writeStringField(arn.endsWith("/") ? "ARNPrefix" : "ARN", arn);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static List<Resource> about(Outcome outcome, Rules.Rule rule, Elements known) {
        var found = new ArrayList<Resource>();
        for (var template : rule.about()) {
            var arn = filled(template.arn(), outcome, known);
            if (arn != null && (template.arn().contains(":") || arn.startsWith("arn:"))) {
                found.add(new Resource(template.type(), arn, arn));
            }
        }
        return found;
    }

    private static @Nullable String filled(String template, Outcome outcome, Elements known) {
        var text = new StringBuilder();
        Matcher places = PLACE.matcher(template);
        while (places.find()) {
            var value = value(places.group(1), outcome, known);
            if (value == null) {
                return null;
            }
            places.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        return places.appendTail(text).toString();
    }

    /* A point before a member means the answer's. */
    private static @Nullable String value(String place, Outcome outcome, Elements known) {
        if (place.equals("account")) {
            return outcome.caller().account();
        }
        if (place.equals("region")) {
            return outcome.caller().region();
        }
        if (place.startsWith(".")) {
            return outcome.response() == null ? null : known.text(outcome.response(), place.substring(1));
        }
        return known.text(outcome.invocation().request(), place);
    }

    private static List<Resource> named(List<Resource> about, Outcome outcome, Rules rules, Elements known) {
        var all = new ArrayList<>(about);
        for (var naming : rules.namings()) {
            var name = known.text(outcome.invocation().request(), naming.member());
            if (name != null) {
                all.add(new Resource(naming.type(), name, null));
            }
        }
        return all;
    }

    private static String code(Throwable fault, Rules rules) {
        if (!(fault instanceof AwsServiceException service)) {
            return "InternalFailure";
        }
        var details = service.awsErrorDetails();
        if (details != null && details.errorCode() != null) {
            return details.errorCode();
        }
        var name = fault.getClass().getSimpleName();
        return rules.shortCodes() ? name.replaceFirst("Exception$", "") : name;
    }

    private static String message(Throwable fault) {
        if (!(fault instanceof AwsServiceException service)) {
            return "The request failed because of an internal error";
        }
        var details = service.awsErrorDetails();
        var message = details != null && details.errorMessage() != null ? details.errorMessage() : fault.getMessage();
        return message == null ? "" : message;
    }
}
