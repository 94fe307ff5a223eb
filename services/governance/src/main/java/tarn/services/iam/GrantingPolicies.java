package tarn.services.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ListPoliciesGrantingServiceAccessEntry;
import software.amazon.awssdk.services.iam.model.ListPoliciesGrantingServiceAccessRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesGrantingServiceAccessResponse;
import software.amazon.awssdk.services.iam.model.PolicyGrantingServiceAccess;
import software.amazon.awssdk.services.iam.model.PolicyOwnerEntityType;
import software.amazon.awssdk.services.iam.model.PolicyType;
import tarn.kernel.Part;
import tarn.pagination.Pages;
import tarn.services.iam.Holdings.Held;

/** Which policies of somebody allow anything in a service. As on AWS, denials and boundaries are not looked at. */
final class GrantingPolicies implements IamClient, Part {

    private static final JsonMapper JSON = new JsonMapper();

    private final Holdings holdings;
    private final Pages pages;

    GrantingPolicies(Holdings holdings, Pages pages) {
        this.holdings = holdings;
        this.pages = pages;
    }

    @Override
    public ListPoliciesGrantingServiceAccessResponse listPoliciesGrantingServiceAccess(
            ListPoliciesGrantingServiceAccessRequest request) {
        var held = holdings.of(request.arn()).held();
        var page = pages.page(
                "ListPoliciesGrantingServiceAccess",
                request.marker(),
                null,
                request.serviceNamespaces().stream().distinct().sorted(),
                namespace -> namespace);
        return ListPoliciesGrantingServiceAccessResponse.builder()
                .policiesGrantingServiceAccess(page.items().stream()
                        .map(namespace -> granting(namespace, held))
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private static ListPoliciesGrantingServiceAccessEntry granting(String namespace, List<Held> held) {
        return ListPoliciesGrantingServiceAccessEntry.builder()
                .serviceNamespace(namespace)
                .policies(held.stream()
                        .filter(one -> grants(one.document(), namespace))
                        .map(GrantingPolicies::answered)
                        .toList())
                .build();
    }

    private static PolicyGrantingServiceAccess answered(Held held) {
        var answer = PolicyGrantingServiceAccess.builder().policyName(held.name());
        if (held.arn() != null) {
            return answer.policyType(PolicyType.MANAGED).policyArn(held.arn()).build();
        }
        var type = switch (held.through()) {
            case UserEntity _ -> PolicyOwnerEntityType.USER;
            case GroupEntity _ -> PolicyOwnerEntityType.GROUP;
            case RoleEntity _, ProfileEntity _, PolicyEntity _, CertificateEntity _, SamlEntity _, OidcEntity _ ->
                PolicyOwnerEntityType.ROLE;
        };
        return answer.policyType(PolicyType.INLINE)
                .entityType(type)
                .entityName(held.through().name())
                .build();
    }

    private static boolean grants(String document, String namespace) {
        try {
            var statements = JSON.readTree(document).path("Statement");
            return all(statements).anyMatch(statement -> allows(statement, namespace));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A kept policy is not JSON", e);
        }
    }

    private static boolean allows(JsonNode statement, String namespace) {
        if (!statement.path("Effect").asText().equals("Allow")) {
            return false;
        }
        if (statement.has("NotAction")) {
            return all(statement.path("NotAction"))
                    .map(JsonNode::asText)
                    .noneMatch(action -> action.equals("*")
                            || action.toLowerCase(Locale.ROOT).equals(namespace + ":*"));
        }
        return all(statement.path("Action"))
                .map(action -> action.asText().toLowerCase(Locale.ROOT))
                .anyMatch(action -> action.equals("*") || action.startsWith(namespace + ":"));
    }

    private static Stream<JsonNode> all(JsonNode node) {
        return node.isArray() ? node.valueStream() : Stream.of(node);
    }
}
