package tarn.federation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * What a SAML identity provider says of somebody who signed in there, believed.
 *
 * @param id the assertion's, by which it is known when it comes again
 * @param until until when it may be presented
 * @param issuer the provider, as it names itself
 * @param subject who signed in
 * @param subjectFormat what kind of name that is, a URI
 * @param recipient where the response was meant to be presented
 * @param ends until when the session may last; null if that is not said
 * @param attributes what else it says
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html">SAML
 *     assertions for AWS</a>
 */
public record SamlResponse(
        String id,
        Instant until,
        String issuer,
        String subject,
        String subjectFormat,
        String recipient,
        @Nullable Instant ends,
        Map<String, List<String>> attributes) {

    /** How AWS's attributes begin. */
    public static final String AWS = "https://aws.amazon.com/SAML/Attributes/";

    private static final Set<String> AUDIENCES = Set.of("urn:amazon:webservices", "https://signin.aws.amazon.com/saml");
    private static final Pattern RECIPIENT =
            Pattern.compile("https://(?:[a-z0-9-]+\\.)?signin\\.aws\\.amazon\\.com/saml(?:/acs/[^/]+)?"
                    + "|https?://localhost(?::[0-9]+)?/saml");
    private static final String SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";
    private static final String BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
    private static final Duration SKEW = Duration.ofMinutes(5);

    /** Reads a response in base 64 and believes it if the provider signed it, for AWS, and its time is now. */
    public static SamlResponse of(String base64, SamlMetadata provider, Instant now) throws Rejected {
        var document = SafeXml.parse(decoded(base64));
        var response = document.getDocumentElement();
        if (!SafeXml.is(response, SafeXml.PROTOCOL, "Response")) {
            throw Rejected.invalid("The document is no SAML response");
        }
        var assertions = SafeXml.all(document, SafeXml.ASSERTION, "Assertion");
        var assertion = SafeXml.child(response, SafeXml.ASSERTION, "Assertion")
                .filter(one -> assertions.size() == 1)
                .orElseThrow(() -> Rejected.invalid("The response does not hold exactly one assertion"));
        var signed = SamlSignatures.signed(document, provider.certificates());
        if (!signed.contains(response) && !signed.contains(assertion)) {
            throw Rejected.invalid("Response signature invalid");
        }
        requireSuccess(response);
        var issuer = issuer(response, assertion, provider.entityId());
        requireConditions(assertion, now);
        var subject = required(assertion, "Subject");
        var name = required(subject, "NameID");
        var id = SafeXml.attribute(assertion, "ID").orElseThrow(() -> Rejected.invalid("The assertion has no ID"));
        return new SamlResponse(
                id,
                until(subject, now),
                issuer,
                SafeXml.text(name),
                SafeXml.attribute(name, "Format").orElse("urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"),
                recipient(subject, now),
                ends(assertion),
                attributes(assertion));
    }

    private static String decoded(String base64) throws Rejected {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Rejected(Rejected.Reason.INVALID, "Invalid base64 SAMLResponse", e);
        }
    }

    private static void requireSuccess(Element response) throws Rejected {
        var code = SafeXml.child(response, SafeXml.PROTOCOL, "Status")
                .flatMap(status -> SafeXml.child(status, SafeXml.PROTOCOL, "StatusCode"))
                .flatMap(one -> SafeXml.attribute(one, "Value"));
        if (!code.equals(Optional.of(SUCCESS))) {
            throw Rejected.claim("The identity provider did not sign anybody in");
        }
    }

    private static String issuer(Element response, Element assertion, String expected) throws Rejected {
        var outer = SafeXml.child(response, SafeXml.ASSERTION, "Issuer");
        var issuer = SafeXml.text(required(assertion, "Issuer"));
        if (!issuer.equals(expected)
                || (outer.isPresent() && !SafeXml.text(outer.get()).equals(expected))) {
            throw Rejected.invalid("Issuer not present in specified provider");
        }
        return issuer;
    }

    private static void requireConditions(Element assertion, Instant now) throws Rejected {
        var conditions = required(assertion, "Conditions");
        requireTime(conditions, now);
        var audiences = new ArrayList<String>();
        for (var restriction : SafeXml.children(conditions, SafeXml.ASSERTION, "AudienceRestriction")) {
            for (var audience : SafeXml.children(restriction, SafeXml.ASSERTION, "Audience")) {
                audiences.add(SafeXml.text(audience));
            }
        }
        if (audiences.stream().noneMatch(AUDIENCES::contains)) {
            throw Rejected.invalid("Response does not contain the required audience");
        }
    }

    private static void requireTime(Element element, Instant now) throws Rejected {
        var from = SafeXml.attribute(element, "NotBefore");
        if (from.isPresent() && now.plus(SKEW).isBefore(SamlMetadata.time(from.get()))) {
            throw Rejected.invalid("The response is not yet valid");
        }
        var until = SafeXml.attribute(element, "NotOnOrAfter");
        if (until.isPresent() && !now.isBefore(SamlMetadata.time(until.get()))) {
            throw Rejected.expired("Token must be redeemed within 5 minutes of issuance");
        }
    }

    private static String recipient(Element subject, Instant now) throws Rejected {
        for (var confirmation : SafeXml.children(subject, SafeXml.ASSERTION, "SubjectConfirmation")) {
            var data = SafeXml.child(confirmation, SafeXml.ASSERTION, "SubjectConfirmationData");
            if (!SafeXml.attribute(confirmation, "Method").equals(Optional.of(BEARER)) || data.isEmpty()) {
                continue;
            }
            var recipient = SafeXml.attribute(data.get(), "Recipient").orElse("");
            if (RECIPIENT.matcher(recipient).matches()) {
                if (!data.get().hasAttribute("NotOnOrAfter")) {
                    throw Rejected.invalid("The subject's confirmation does not say until when it is good");
                }
                requireTime(data.get(), now);
                return recipient;
            }
        }
        throw Rejected.invalid("Response is not for this recipient");
    }

    /** When the last of the subject's confirmations is no longer good. */
    private static Instant until(Element subject, Instant now) throws Rejected {
        var until = now;
        for (var confirmation : SafeXml.children(subject, SafeXml.ASSERTION, "SubjectConfirmation")) {
            for (var data : SafeXml.children(confirmation, SafeXml.ASSERTION, "SubjectConfirmationData")) {
                var end = SafeXml.attribute(data, "NotOnOrAfter");
                if (end.isPresent() && SamlMetadata.time(end.get()).isAfter(until)) {
                    until = SamlMetadata.time(end.get());
                }
            }
        }
        return until;
    }

    private static @Nullable Instant ends(Element assertion) throws Rejected {
        for (var statement : SafeXml.children(assertion, SafeXml.ASSERTION, "AuthnStatement")) {
            var ends = SafeXml.attribute(statement, "SessionNotOnOrAfter");
            if (ends.isPresent()) {
                return SamlMetadata.time(ends.get());
            }
        }
        return null;
    }

    private static Map<String, List<String>> attributes(Element assertion) throws Rejected {
        var attributes = new LinkedHashMap<String, List<String>>();
        for (var statement : SafeXml.children(assertion, SafeXml.ASSERTION, "AttributeStatement")) {
            for (var attribute : SafeXml.children(statement, SafeXml.ASSERTION, "Attribute")) {
                var values = attributes.computeIfAbsent(attribute.getAttribute("Name"), any -> new ArrayList<>());
                for (var value : SafeXml.children(attribute, SafeXml.ASSERTION, "AttributeValue")) {
                    values.add(SafeXml.text(value));
                }
            }
        }
        return attributes;
    }

    private static Element required(Element parent, String name) throws Rejected {
        return SafeXml.child(parent, SafeXml.ASSERTION, name)
                .orElseThrow(() -> Rejected.invalid("The assertion has no " + name));
    }

    /** The values of one of AWS's attributes. */
    public List<String> values(String name) {
        return attributes.getOrDefault(AWS + name, List.of());
    }

    /** The only value of one of AWS's attributes, if there is exactly one. */
    public Optional<String> value(String name) {
        var values = values(name);
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    /** The tags that the session gets. */
    public Map<String, String> tags() {
        var prefix = AWS + "PrincipalTag:";
        var tags = new LinkedHashMap<String, String>();
        attributes.forEach((name, values) -> {
            if (name.startsWith(prefix) && !values.isEmpty()) {
                tags.put(name.substring(prefix.length()), values.getFirst());
            }
        });
        return tags;
    }

    /** Until when the session may last, if it is said. */
    public Optional<Instant> end() {
        return Optional.ofNullable(ends);
    }

    /** The kind of the subject's name, as AWS shortens it: {@code persistent}, {@code transient}, or the URI. */
    public String subjectType() {
        return subjectFormat.startsWith("urn:oasis:names:tc:SAML:2.0:nameid-format:")
                ? subjectFormat.substring(subjectFormat.lastIndexOf(':') + 1)
                : subjectFormat;
    }
}
