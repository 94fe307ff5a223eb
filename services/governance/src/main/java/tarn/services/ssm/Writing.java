package tarn.services.ssm;

import static tarn.services.ssm.SsmFaults.accessDenied;
import static tarn.services.ssm.SsmFaults.invalid;
import static tarn.services.ssm.SsmFaults.parameterExists;
import static tarn.services.ssm.SsmFaults.parameterNotFound;
import static tarn.services.ssm.SsmFaults.patternInvalid;
import static tarn.services.ssm.SsmFaults.patternMismatch;
import static tarn.services.ssm.SsmFaults.tooDeep;
import static tarn.services.ssm.SsmFaults.typeMismatch;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DeleteParameterRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParameterResponse;
import software.amazon.awssdk.services.ssm.model.DeleteParametersRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParametersResponse;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.ssm.StoredParameter.Version;
import tarn.store.Key;

/** Creation, change and removal of parameters. */
final class Writing implements SsmClient, Part {

    private static final String EXPIRATION = "ssm/expiration";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]+|(/[a-zA-Z0-9_.-]+)+");
    private static final Pattern RESERVED = Pattern.compile("/?(aws|ssm).*", Pattern.CASE_INSENSITIVE);
    private static final int LENGTH_MAX = 1_011;
    private static final int LEVELS_MAX = 15;
    private static final int STANDARD_BYTES_MAX = 4_096;
    private static final int ADVANCED_BYTES_MAX = 8_192;

    private final Platform platform;
    private final Parameters parameters;
    private final Cipher cipher;

    Writing(Platform platform, Parameters parameters, Cipher cipher) {
        this.platform = platform;
        this.parameters = parameters;
        this.cipher = cipher;
        platform.timers().on(EXPIRATION, this::expire);
    }

    @Override
    public PutParameterResponse putParameter(PutParameterRequest request) {
        var name = checked(Parameters.name(request.name()));
        boolean overwrite = Boolean.TRUE.equals(request.overwrite());
        boolean tagged = request.hasTags() && !request.tags().isEmpty();
        if (overwrite && tagged) {
            throw invalid("Invalid request: tags and overwrite can't be used together. To create a parameter with tags,"
                    + " please remove overwrite flag. To update tags for an existing parameter, please use"
                    + " AddTagsToResource or RemoveTagsFromResource.");
        }
        while (true) {
            var seen = parameters.store().entry(Key.of(name));
            if (seen.isPresent() && !overwrite) {
                throw parameterExists();
            }
            var before = seen.map(entry -> entry.value().latest()).orElse(null);
            var version = version(name, request, before);
            var batch = platform.batch();
            if (seen.isPresent()) {
                batch.replace(parameters.store(), seen.get(), seen.get().value().plus(version));
            } else {
                var tags = Tagging.added(Map.of(), request.tags());
                batch.insert(parameters.store(), Key.of(name), new StoredParameter(name, List.of(version), tags));
            }
            if (version.expires() == null) {
                platform.timers().cancel(batch, EXPIRATION, name);
            } else {
                platform.timers().set(batch, EXPIRATION, name, version.expires());
            }
            if (batch.commit()) {
                return PutParameterResponse.builder()
                        .version(version.number())
                        .tier(version.tier())
                        .build();
            }
        }
    }

    private static String checked(String name) {
        if (name.contains("/") && !name.startsWith("/")) {
            throw invalid("Parameter name must be a fully qualified name.");
        }
        if (RESERVED.matcher(name).matches()) {
            throw name.toLowerCase(Locale.ROOT).startsWith("/aws")
                    ? accessDenied("No access to reserved parameter name: " + name + ".")
                    : invalid("Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");
        }
        if (!NAME.matcher(name).matches()) {
            throw invalid(
                    "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can"
                            + " consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters,"
                            + " numbers and the following 3 symbols .-_");
        }
        if (name.length() > LENGTH_MAX) {
            throw invalid("Parameter name has more than " + LENGTH_MAX + " characters");
        }
        if (name.chars().filter(letter -> letter == '/').count() > LEVELS_MAX) {
            throw tooDeep(LEVELS_MAX);
        }
        return name;
    }

    private Version version(String name, PutParameterRequest request, @Nullable Version before) {
        var type = type(name, request, before);
        var policies = ParameterPolicies.of(
                request.policies(), before, platform.clock().instant());
        var tier = tier(request, before, policies);
        var pattern = request.allowedPattern();
        refuseMismatch(request.value(), pattern);
        refuseDataType(request.dataType());
        boolean secure = type == ParameterType.SECURE_STRING;
        if (!secure && request.keyId() != null) {
            throw invalid("KeyId is required for SecureString type parameter only.");
        }
        var keyId = !secure ? null : request.keyId() == null ? Cipher.MANAGED_KEY : request.keyId();
        var encrypted = keyId == null
                ? new Cipher.Encrypted(request.value(), null)
                : cipher.encrypt(name, keyId, tier, request.value());
        return new Version(
                before == null ? 1 : before.number() + 1,
                type,
                encrypted.value(),
                encrypted.dataKey(),
                keyId,
                request.description() == null && before != null ? before.description() : request.description(),
                pattern,
                tier,
                policies.texts(),
                policies.expires(),
                "text",
                platform.clock().instant(),
                Caller.current().principal(),
                Set.of());
    }

    private static ParameterType type(String name, PutParameterRequest request, @Nullable Version before) {
        if (request.type() == null) {
            if (before == null) {
                throw invalid("A parameter type is required when you create a parameter.");
            }
            return before.type();
        }
        if (request.type() == ParameterType.UNKNOWN_TO_SDK_VERSION) {
            throw invalid("Unknown parameter type " + request.typeAsString());
        }
        if (before != null && before.type() != request.type() && name.startsWith("/")) {
            throw typeMismatch();
        }
        return request.type();
    }

    private static ParameterTier tier(
            PutParameterRequest request, @Nullable Version before, ParameterPolicies policies) {
        int bytes = request.value().getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0) {
            throw invalid("Parameter value must not be empty");
        }
        if (bytes > ADVANCED_BYTES_MAX) {
            throw invalid("Advanced tier parameters support a maximum parameter value of 8192 characters.");
        }
        boolean wasAdvanced = before != null && before.tier() == ParameterTier.ADVANCED;
        var asked = request.tier() == null ? ParameterTier.STANDARD : request.tier();
        boolean needsAdvanced = bytes > STANDARD_BYTES_MAX || !policies.texts().isEmpty();
        if (asked == ParameterTier.INTELLIGENT_TIERING) {
            return needsAdvanced || wasAdvanced ? ParameterTier.ADVANCED : ParameterTier.STANDARD;
        }
        if (asked == ParameterTier.ADVANCED || (wasAdvanced && request.tier() == null)) {
            return ParameterTier.ADVANCED;
        }
        if (wasAdvanced) {
            throw invalid("This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the"
                    + " advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced"
                    + " parameter and recreate it as a standard parameter.");
        }
        if (bytes > STANDARD_BYTES_MAX) {
            throw invalid("Standard tier parameters support a maximum parameter value of 4096 characters. To create a"
                    + " larger parameter value, upgrade the parameter to use the advanced-parameter tier.");
        }
        if (needsAdvanced) {
            throw invalid("The standard tier does not support parameter policies. To use them, upgrade the parameter to"
                    + " the advanced-parameter tier.");
        }
        return ParameterTier.STANDARD;
    }

    private static void refuseMismatch(String value, @Nullable String pattern) {
        if (pattern == null || pattern.isEmpty()) {
            return;
        }
        try {
            if (!Pattern.compile(pattern).matcher(value).find()) {
                throw patternMismatch(pattern);
            }
        } catch (PatternSyntaxException e) {
            throw patternInvalid(pattern);
        }
    }

    private static void refuseDataType(@Nullable String type) {
        if (type != null && !type.equals("text")) {
            throw invalid(
                    "The following data type is not supported: " + type + " (Data type names are all lowercase.)");
        }
    }

    @Override
    public DeleteParameterResponse deleteParameter(DeleteParameterRequest request) {
        if (!delete(Parameters.name(request.name()))) {
            throw parameterNotFound(request.name());
        }
        return DeleteParameterResponse.builder().build();
    }

    @Override
    public DeleteParametersResponse deleteParameters(DeleteParametersRequest request) {
        var deleted = new ArrayList<String>();
        var invalid = new ArrayList<String>();
        for (var name : new LinkedHashSet<>(request.names())) {
            (delete(Parameters.name(name)) ? deleted : invalid).add(name);
        }
        return DeleteParametersResponse.builder()
                .deletedParameters(deleted)
                .invalidParameters(invalid)
                .build();
    }

    private boolean delete(String name) {
        while (true) {
            var seen = parameters.store().entry(Key.of(name));
            if (seen.isEmpty()) {
                return false;
            }
            var batch = platform.batch().delete(parameters.store(), seen.get());
            platform.timers().cancel(batch, EXPIRATION, name);
            if (batch.commit()) {
                return true;
            }
        }
    }

    /** The time that a policy set is over. */
    private void expire(String name, Instant due) {
        var seen = parameters.store().entry(Key.of(name));
        while (seen.isPresent()) {
            var expires = seen.get().value().latest().expires();
            if (expires == null
                    || expires.isAfter(due)
                    || platform.batch().delete(parameters.store(), seen.get()).commit()) {
                return;
            }
            seen = parameters.store().entry(Key.of(name));
        }
    }
}
