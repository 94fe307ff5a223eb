package tarn.services.ssm;

import static tarn.services.ssm.SsmFaults.accessDenied;
import static tarn.services.ssm.SsmFaults.invalid;
import static tarn.services.ssm.SsmFaults.parameterNotFound;
import static tarn.services.ssm.SsmFaults.versionNotFound;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.services.ssm.StoredParameter.Version;

/** Values of parameters, by name, by path, and as they were. */
final class Reading implements SsmClient, Part {

    private static final String SECRETS = "/aws/reference/secretsmanager/";
    private static final int PER_PATH_PAGE = 10;
    private static final int PER_HISTORY_PAGE = 50;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final Platform platform;
    private final Parameters parameters;
    private final Cipher cipher;
    private final Pages pages;

    Reading(Platform platform, Parameters parameters, Cipher cipher) {
        this.platform = platform;
        this.parameters = parameters;
        this.cipher = cipher;
        this.pages = new Pages(platform.tokens(), PER_PATH_PAGE, PER_PATH_PAGE, _ -> SsmFaults.tokenInvalid());
    }

    @Override
    public GetParameterResponse getParameter(GetParameterRequest request) {
        return GetParameterResponse.builder()
                .parameter(read(request.name(), Boolean.TRUE.equals(request.withDecryption())))
                .build();
    }

    private Parameter read(String reference, boolean decrypted) {
        if (reference.startsWith(SECRETS)) {
            return secret(reference, decrypted);
        }
        // A colon in an ARN is no selector until the resource begins.
        int colon = reference.indexOf(':', reference.startsWith("arn:") ? Math.max(0, reference.indexOf('/')) : 0);
        var selector = colon < 0 ? null : reference.substring(colon + 1);
        var name = colon < 0 ? reference : reference.substring(0, colon);
        var parameter = parameters.entry(name).value();
        return answered(parameter, selected(parameter, selector), selector, decrypted);
    }

    private static Version selected(StoredParameter parameter, @Nullable String selector) {
        if (selector == null) {
            return parameter.latest();
        }
        var version = NUMBER.matcher(selector).matches()
                ? parameter.version(Long.parseLong(selector))
                : parameter.labelled(selector);
        return version.orElseThrow(() -> versionNotFound(parameter.name(), selector));
    }

    private Parameter answered(
            StoredParameter parameter, Version version, @Nullable String selector, boolean decrypted) {
        return Parameter.builder()
                .name(parameter.name())
                .arn(StoredParameter.arn(parameter.name()))
                .type(version.type())
                .value(value(parameter, version, decrypted))
                .version(version.number())
                .selector(selector == null ? null : ":" + selector)
                .lastModifiedDate(version.modified())
                .dataType(version.dataType())
                .build();
    }

    private String value(StoredParameter parameter, Version version, boolean decrypted) {
        return version.isSecure() && decrypted ? cipher.decrypt(parameter.name(), version) : version.value();
    }

    /** A secret of Secrets Manager, read as a parameter. */
    private Parameter secret(String reference, boolean decrypted) {
        if (!decrypted) {
            throw invalid("WithDecryption flag must be True for retrieving a Secret Manager secret.");
        }
        var id = reference.substring(SECRETS.length());
        GetSecretValueResponse secret;
        try {
            secret = platform.client(SecretsManagerClient.class).getSecretValue(s -> s.secretId(id));
        } catch (SecretsManagerException e) {
            var details = e.awsErrorDetails();
            var message = details == null ? "" : details.errorMessage();
            throw details != null && "AccessDeniedException".equals(details.errorCode())
                    ? accessDenied(message)
                    : parameterNotFound(reference + ": " + message);
        }
        return Parameter.builder()
                .name(reference)
                .arn(secret.arn())
                .type(ParameterType.SECURE_STRING)
                .value(
                        secret.secretString() != null
                                ? secret.secretString()
                                : Base64.getEncoder()
                                        .encodeToString(secret.secretBinary().asByteArray()))
                .version(0L)
                .lastModifiedDate(secret.createdDate())
                .sourceResult(source(secret))
                .build();
    }

    private static String source(GetSecretValueResponse secret) {
        var source = JsonNodeFactory.instance.objectNode();
        source.put("ARN", secret.arn());
        source.put("name", secret.name());
        source.put("versionId", secret.versionId());
        var stages = source.putArray("versionStages");
        secret.versionStages().forEach(stages::add);
        source.put("createdDate", secret.createdDate().toString());
        return source.toString();
    }

    @Override
    public GetParametersResponse getParameters(GetParametersRequest request) {
        var found = new ArrayList<Parameter>();
        var invalid = new ArrayList<String>();
        for (var name : new LinkedHashSet<>(request.names())) {
            try {
                found.add(read(name, Boolean.TRUE.equals(request.withDecryption())));
            } catch (ParameterNotFoundException | ParameterVersionNotFoundException e) {
                invalid.add(name);
            }
        }
        return GetParametersResponse.builder()
                .parameters(found)
                .invalidParameters(invalid)
                .build();
    }

    @Override
    public GetParametersByPathResponse getParametersByPath(GetParametersByPathRequest request) {
        if (!request.path().startsWith("/")) {
            throw invalid(
                    "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a"
                            + " forward slash \"/\".");
        }
        boolean recursive = Boolean.TRUE.equals(request.recursive());
        boolean decrypted = Boolean.TRUE.equals(request.withDecryption());
        var label = ParameterFilter.label(request.parameterFilters());
        var filters = ParameterFilter.ofPath(request.parameterFilters());
        var page = pages.page(
                "GetParametersByPath",
                request.nextToken(),
                request.maxResults(),
                parameters
                        .all()
                        .filter(parameter -> ParameterFilter.isUnder(parameter.name(), request.path(), recursive))
                        .filter(parameter -> filters.stream().allMatch(filter -> filter.passes(parameter))),
                StoredParameter::name);
        return GetParametersByPathResponse.builder()
                .parameters(page.items().stream()
                        .map(parameter -> answered(
                                parameter,
                                label.flatMap(parameter::labelled).orElseGet(parameter::latest),
                                label.orElse(null),
                                decrypted))
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public GetParameterHistoryResponse getParameterHistory(GetParameterHistoryRequest request) {
        var parameter = parameters.entry(request.name()).value();
        boolean decrypted = Boolean.TRUE.equals(request.withDecryption());
        var page = pages.of(PER_HISTORY_PAGE, PER_HISTORY_PAGE)
                .page(
                        "GetParameterHistory",
                        request.nextToken(),
                        request.maxResults(),
                        parameter.versions().stream(),
                        version -> String.format(Locale.ROOT, "%019d", version.number()));
        return GetParameterHistoryResponse.builder()
                .parameters(page.items().stream()
                        .map(version -> ParameterHistory.builder()
                                .name(parameter.name())
                                .type(version.type())
                                .keyId(version.keyId())
                                .lastModifiedDate(version.modified())
                                .lastModifiedUser(version.user())
                                .description(version.description())
                                .value(value(parameter, version, decrypted))
                                .allowedPattern(version.allowedPattern())
                                .version(version.number())
                                .labels(version.labels())
                                .tier(version.tier())
                                .policies(ParameterPolicies.answered(version))
                                .dataType(version.dataType())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }
}
