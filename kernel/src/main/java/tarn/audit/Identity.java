package tarn.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tarn.kernel.AccessKeys;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Session;

/**
 * Who asked, as the element {@code userIdentity} has it.
 *
 * <p>Source: "CloudTrail userIdentity element" in CloudTrail's user guide.
 */
final class Identity {

    private final Caller caller;
    private final @Nullable String invokedBy;
    private final @Nullable Session session;

    /** @param invokedBy the service that asks on the caller's behalf; null if nobody does */
    Identity(Caller caller, @Nullable String invokedBy, AccessKeys keys) {
        this.caller = caller;
        this.invokedBy = invokedBy;
        this.session = caller.accessKey() == null
                ? null
                : keys.find(caller.accessKey())
                        .filter(key -> key.principal().equals(caller.principal()))
                        .map(AccessKeys.AccessKey::session)
                        .orElse(null);
    }

    /** The kinds of identity that an ARN tells. */
    private enum Kind {
        SERVICE("AWSService"),
        ROOT("Root"),
        USER("IAMUser"),
        ROLE("AssumedRole"),
        FEDERATED("FederatedUser"),
        ANONYMOUS("AWSAccount"),
        UNKNOWN("Unknown");

        private final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    private Kind kind() {
        var arn = Arn.parse(caller.principal());
        if (arn.isEmpty()) {
            return caller.principal().endsWith(".amazonaws.com") ? Kind.SERVICE : Kind.ANONYMOUS;
        }
        var resource = arn.get().resource();
        if (resource.equals("root")) {
            return Kind.ROOT;
        }
        if (resource.startsWith("user/")) {
            return Kind.USER;
        }
        if (resource.startsWith("assumed-role/")) {
            return Kind.ROLE;
        }
        return resource.startsWith("federated-user/") ? Kind.FEDERATED : Kind.UNKNOWN;
    }

    /** The name that events are searched by; null where there is none. */
    @Nullable
    String name() {
        return switch (kind()) {
            case ROOT -> "root";
            case USER, ROLE, FEDERATED -> last(caller.principal());
            case SERVICE, ANONYMOUS, UNKNOWN -> null;
        };
    }

    /** The ARN of who asked; null for services and strangers. */
    @Nullable
    String arn() {
        return switch (kind()) {
            case ROOT, USER, ROLE, FEDERATED, UNKNOWN -> caller.principal();
            case SERVICE, ANONYMOUS -> null;
        };
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private String account() {
        return Arn.parse(caller.principal())
                .map(Arn::account)
                .filter(account -> !account.isEmpty())
                .orElse(caller.account());
    }

    /** Of somebody of another account than the event's only that account and the unique id are told. */
    void writeForeign(JsonGenerator out) throws IOException {
        boolean service = kind() == Kind.SERVICE;
        out.writeStringField("type", service ? Kind.SERVICE.type : "AWSAccount");
        if (service) {
            out.writeStringField("invokedBy", caller.principal());
        } else {
            out.writeStringField("principalId", caller.userId());
            out.writeStringField("accountId", account());
        }
    }

    void write(JsonGenerator out) throws IOException {
        var kind = kind();
        out.writeStringField("type", kind.type);
        switch (kind) {
            case SERVICE -> out.writeStringField("invokedBy", caller.principal());
            case ANONYMOUS -> {
                out.writeStringField("principalId", "");
                out.writeStringField("accountId", "ANONYMOUS_PRINCIPAL");
            }
            case ROOT, USER, ROLE, FEDERATED, UNKNOWN -> {
                out.writeStringField("principalId", caller.userId());
                out.writeStringField("arn", caller.principal());
                out.writeStringField("accountId", account());
                if (caller.accessKey() != null) {
                    out.writeStringField("accessKeyId", caller.accessKey());
                }
                if (kind == Kind.USER) {
                    out.writeStringField("userName", last(caller.principal()));
                }
                if (session != null) {
                    context(session, kind, out);
                }
                if (invokedBy != null) {
                    out.writeStringField("invokedBy", invokedBy);
                }
            }
        }
    }

    private void context(Session held, Kind kind, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("sessionContext");
        if (kind == Kind.ROLE || kind == Kind.FEDERATED) {
            out.writeObjectFieldStart("sessionIssuer");
            out.writeStringField("type", kind == Kind.ROLE ? "Role" : "IAMUser");
            out.writeStringField("principalId", held.issuerId());
            out.writeStringField("arn", held.issuer());
            out.writeStringField("accountId", account());
            out.writeStringField("userName", last(held.issuer()));
            out.writeEndObject();
        }
        if (held.provider() != null) {
            out.writeObjectFieldStart("webIdFederationData");
            out.writeStringField("federatedProvider", held.provider());
            out.writeObjectFieldStart("attributes");
            out.writeEndObject();
            out.writeEndObject();
        }
        out.writeObjectFieldStart("attributes");
        out.writeStringField("creationDate", seconds(held.begun()));
        out.writeStringField("mfaAuthenticated", String.valueOf(held.mfa() != null));
        out.writeEndObject();
        if (held.sourceIdentity() != null) {
            out.writeStringField("sourceIdentity", held.sourceIdentity());
        }
        out.writeEndObject();
    }

    /** A time as events write it. */
    static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
