package tarn.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Who exchanged a token or an assertion for credentials: nobody knew them before, so the answer tells. */
final class Federated {

    static void write(String type, Writing.Outcome outcome, Elements known, JsonGenerator out) throws IOException {
        out.writeStringField("type", type);
        var response = outcome.response();
        if (response == null) {
            return;
        }
        var web = known.text(response, "SubjectFromWebIdentityToken");
        if (web != null) {
            var provider = String.valueOf(known.text(response, "Provider"));
            field("principalId", provider + ":" + known.text(response, "Audience") + ":" + web, out);
            field("userName", web, out);
            field("identityProvider", provider, out);
        } else {
            var qualifier = known.text(response, "NameQualifier");
            var subject = known.text(response, "Subject");
            field("principalId", qualifier + ":" + subject, out);
            field("userName", subject, out);
            field("identityProvider", known.text(response, "Issuer"), out);
        }
    }

    private static void field(String name, @Nullable String value, JsonGenerator out) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }

    private Federated() {}
}
