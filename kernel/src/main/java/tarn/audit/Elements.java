package tarn.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Requests and responses as the elements of events: members in the model's naming with a small first letter, sensitive
 * ones hidden, bytes and streams left out.
 */
final class Elements {

    /** What stands for a sensitive value, in CloudTrail's words. */
    static final String HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";

    /* Java's own form of dates, in which AWS's services write them here. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("MMM d, yyyy, h:mm:ss a", Locale.US).withZone(ZoneOffset.UTC);

    private final Rules rules;
    private final Map<Class<?>, List<Member>> shapes = new ConcurrentHashMap<>();

    private record Member(SdkField<?> field, String member, String name, boolean hidden) {}

    Elements(Rules rules) {
        this.rules = rules;
    }

    private List<Member> members(SdkPojo object) {
        return shapes.computeIfAbsent(object.getClass(), type -> {
            var members = new ArrayList<Member>();
            for (var field : object.sdkFields()) {
                var member = field.memberName();
                members.add(new Member(field, member, name(field), rules.hides(type.getSimpleName(), member)));
            }
            return members;
        });
    }

    /* S3's parameters are those of HTTP, and a bucket is called bucketName in every operation. */
    private String name(SdkField<?> field) {
        if (!rules.plain()) {
            return Character.toLowerCase(field.memberName().charAt(0))
                    + field.memberName().substring(1);
        }
        return switch (field.location()) {
            case PATH, GREEDY_PATH -> field.memberName().equals("Bucket") ? "bucketName" : lower(field.locationName());
            default -> field.locationName();
        };
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Writes the members that are set, without braces; says whether there were any. */
    boolean write(SdkPojo object, boolean answer, JsonGenerator out) throws IOException {
        boolean any = false;
        for (var member : members(object)) {
            var value = value(member.field(), object);
            boolean body = member.field().location() == MarshallLocation.PAYLOAD;
            if (value != null && !(answer && rules.plain() && body)) {
                any |= member(member, value, out);
            }
        }
        return any;
    }

    private static @Nullable Object value(SdkField<?> field, SdkPojo of) {
        var value = field.getValueOrDefault(of);
        boolean absent = value instanceof SdkAutoConstructList
                || value instanceof SdkAutoConstructMap
                || value instanceof SdkBytes;
        return absent ? null : value;
    }

    private boolean member(Member member, Object value, JsonGenerator out) throws IOException {
        out.writeFieldName(member.name());
        if (member.hidden()) {
            out.writeString(HIDDEN);
        } else {
            any(value, out);
        }
        return true;
    }

    private void any(@Nullable Object value, JsonGenerator out) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case SdkPojo object -> {
                out.writeStartObject();
                write(object, false, out);
                out.writeEndObject();
            }
            case Collection<?> list -> {
                out.writeStartArray();
                for (var element : list) {
                    any(element, out);
                }
                out.writeEndArray();
            }
            case Map<?, ?> map -> {
                out.writeStartObject();
                for (var entry : map.entrySet()) {
                    var key = String.valueOf(entry.getKey());
                    out.writeFieldName(key);
                    any(rules.hides("", key) ? HIDDEN : entry.getValue(), out);
                }
                out.writeEndObject();
            }
            case Boolean truth -> out.writeBoolean(truth);
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case Float number -> out.writeNumber(number);
            case Instant time -> out.writeString(DATE.format(time));
            case SdkBytes _ -> out.writeString(HIDDEN);
            case Document document -> out.writeString(document.toString());
            default -> out.writeString(value.toString());
        }
    }

    /** The text of a member at the top of a request, by the model's name; null if it is not set or not text. */
    @Nullable
    String text(SdkPojo object, String member) {
        for (var each : members(object)) {
            if (each.member().equals(member)) {
                var value = each.hidden() ? null : value(each.field(), object);
                return value instanceof String || value instanceof Number ? value.toString() : null;
            }
        }
        return null;
    }
}
