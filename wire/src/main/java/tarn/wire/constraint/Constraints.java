package tarn.wire.constraint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkRequest;
import tarn.wire.codec.Shape;
import tarn.wire.model.Dialect;
import tarn.wire.model.OperationModel;
import tarn.wire.model.ServiceModel;

/**
 * The constraints of a service's model: what is required, how long, how large, of which form.
 *
 * <p>They are checked once, for all operations, and refused in the words of AWS's Coral services, which most services
 * share: {@code 1 validation error detected: Value '' at 'streamName' failed to satisfy constraint: Member must have
 * length greater than or equal to 1}. S3, SQS and EC2 check in their own ways; of theirs only what is required is
 * checked here. Models are not the whole truth: services check the rest.
 */
public final class Constraints {

    private static final Map<String, Constraints> KNOWN = new ConcurrentHashMap<>();

    private final Map<String, Rule> inputs = new HashMap<>();

    private Constraints(ServiceModel service) {
        var rules = new RuleBook(service.constraintLines());
        for (var operation : service.operations().keySet()) {
            var rule = rules.input(operation);
            if (rule != null) {
                inputs.put(operation, rule);
            }
        }
    }

    /** The request, if it satisfies its constraints; else refuses it with the service's own error. */
    public static <R extends SdkRequest> R checked(ServiceModel service, OperationModel operation, R request) {
        var rule = KNOWN.computeIfAbsent(service.name(), any -> new Constraints(service))
                .inputs
                .get(operation.name());
        if (rule != null) {
            var found = new ArrayList<Violation>(0);
            rule.check(request, Shape.of(request.getClass()), found);
            if (!found.isEmpty()) {
                throw refusal(service, found);
            }
        }
        return request;
    }

    private static AwsServiceException refusal(ServiceModel service, List<Violation> found) {
        if (service.refusal().isEmpty()) {
            return missing(service, found.getFirst());
        }
        var message = found.size()
                + (found.size() == 1 ? " validation error detected: " : " validation errors detected: ")
                + found.stream().map(Violation::text).collect(Collectors.joining("; "));
        return refusal(service.refusal(), message);
    }

    private static AwsServiceException missing(ServiceModel service, Violation violation) {
        if (service.dialects().contains(Dialect.REST_XML)) {
            return refusal(
                    "MalformedXML",
                    "The XML you provided was not well-formed or did not validate against our published schema");
        }
        return refusal("MissingParameter", "The request must contain the parameter " + violation.parameter() + ".");
    }

    private static AwsServiceException refusal(String code, @Nullable String message) {
        return AwsServiceException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .message(message)
                .statusCode(400)
                .build();
    }
}
