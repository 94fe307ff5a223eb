package tarn.services.ssm;

import static tarn.services.ssm.SsmFaults.invalid;
import static tarn.services.ssm.SsmFaults.tooManyLabels;
import static tarn.services.ssm.SsmFaults.versionNotFound;

import java.util.ArrayList;
import java.util.TreeSet;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DescribeParametersRequest;
import software.amazon.awssdk.services.ssm.model.DescribeParametersResponse;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionRequest;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionResponse;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.UnlabelParameterVersionRequest;
import software.amazon.awssdk.services.ssm.model.UnlabelParameterVersionResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;

/** What is known of parameters beside their values, and labels of their versions. */
final class Describing implements SsmClient, Part {

    private static final int PER_PAGE = 50;
    private static final int LABELS_MAX = 10;
    private static final Pattern LABEL =
            Pattern.compile("(?!aws|ssm|[0-9])[a-zA-Z0-9_.-]{1,100}", Pattern.CASE_INSENSITIVE);

    private final Parameters parameters;
    private final Pages pages;

    Describing(Platform platform, Parameters parameters) {
        this.parameters = parameters;
        this.pages = new Pages(platform.tokens(), PER_PAGE, PER_PAGE, _ -> SsmFaults.tokenInvalid());
    }

    @Override
    public DescribeParametersResponse describeParameters(DescribeParametersRequest request) {
        if (request.hasFilters() && request.hasParameterFilters()) {
            throw invalid("You can use either Filters or ParameterFilters in a single request.");
        }
        if (Boolean.TRUE.equals(request.shared())) {
            throw invalid("Parameters that other accounts share are not supported");
        }
        var filters = ParameterFilter.of(request);
        var page = pages.page(
                "DescribeParameters",
                request.nextToken(),
                request.maxResults(),
                parameters.all().filter(parameter -> filters.stream().allMatch(filter -> filter.passes(parameter))),
                StoredParameter::name);
        return DescribeParametersResponse.builder()
                .parameters(page.items().stream().map(Describing::described).toList())
                .nextToken(page.next())
                .build();
    }

    private static ParameterMetadata described(StoredParameter parameter) {
        var version = parameter.latest();
        return ParameterMetadata.builder()
                .name(parameter.name())
                .arn(StoredParameter.arn(parameter.name()))
                .type(version.type())
                .keyId(version.keyId())
                .lastModifiedDate(version.modified())
                .lastModifiedUser(version.user())
                .description(version.description())
                .allowedPattern(version.allowedPattern())
                .version(version.number())
                .tier(version.tier())
                .policies(ParameterPolicies.answered(version))
                .dataType(version.dataType())
                .build();
    }

    @Override
    public LabelParameterVersionResponse labelParameterVersion(LabelParameterVersionRequest request) {
        var wrong = request.labels().stream()
                .filter(label -> !LABEL.matcher(label).matches())
                .toList();
        var right = request.labels().stream()
                .filter(label -> !wrong.contains(label))
                .toList();
        long[] labelled = new long[1];
        parameters.change(request.name(), parameter -> {
            long number =
                    request.parameterVersion() == null ? parameter.latest().number() : request.parameterVersion();
            labelled[0] = number;
            if (parameter.version(number).isEmpty()) {
                throw versionNotFound(parameter.name(), Long.toString(number));
            }
            return parameter.versioned(parameter.versions().stream()
                    .map(version -> {
                        var labels = new TreeSet<>(version.labels());
                        right.forEach(labels::remove);
                        if (version.number() == number) {
                            labels.addAll(right);
                            if (labels.size() > LABELS_MAX) {
                                throw tooManyLabels();
                            }
                        }
                        return version.labelled(labels);
                    })
                    .toList());
        });
        return LabelParameterVersionResponse.builder()
                .parameterVersion(labelled[0])
                .invalidLabels(wrong)
                .build();
    }

    @Override
    public UnlabelParameterVersionResponse unlabelParameterVersion(UnlabelParameterVersionRequest request) {
        var removed = new ArrayList<String>();
        parameters.change(request.name(), parameter -> {
            removed.clear();
            var version = parameter
                    .version(request.parameterVersion())
                    .orElseThrow(() -> versionNotFound(
                            parameter.name(), request.parameterVersion().toString()));
            request.labels().stream().filter(version.labels()::contains).forEach(removed::add);
            return parameter.versioned(parameter.versions().stream()
                    .map(each -> {
                        if (each.number() != version.number()) {
                            return each;
                        }
                        var labels = new TreeSet<>(each.labels());
                        removed.forEach(labels::remove);
                        return each.labelled(labels);
                    })
                    .toList());
        });
        return UnlabelParameterVersionResponse.builder()
                .removedLabels(removed)
                .invalidLabels(request.labels().stream()
                        .filter(label -> !removed.contains(label))
                        .toList())
                .build();
    }
}
