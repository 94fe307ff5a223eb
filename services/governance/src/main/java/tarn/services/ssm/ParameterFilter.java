package tarn.services.ssm;

import static tarn.services.ssm.SsmFaults.filterInvalid;
import static tarn.services.ssm.SsmFaults.optionInvalid;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ssm.model.DescribeParametersRequest;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;

/**
 * A filter over parameters.
 *
 * @param tag the key of the tag, if tags are looked at
 */
record ParameterFilter(Member member, String tag, Option option, List<String> values) {

    private static final String TAG = "tag:";

    /** What of a parameter a filter looks at. */
    private enum Member {
        NAME("Name"),
        TYPE("Type"),
        KEY_ID("KeyId"),
        PATH("Path"),
        LABEL("Label"),
        TIER("Tier"),
        DATA_TYPE("DataType"),
        TAG("tag");

        private final String key;

        Member(String key) {
            this.key = key;
        }
    }

    /** How a filter compares. */
    private enum Option {
        EQUALS("Equals"),
        BEGINS_WITH("BeginsWith"),
        CONTAINS("Contains"),
        RECURSIVE("Recursive"),
        ONE_LEVEL("OneLevel");

        private final String word;

        Option(String word) {
            this.word = word;
        }
    }

    /** The filters of DescribeParameters, those of its older form among them. */
    static List<ParameterFilter> of(DescribeParametersRequest request) {
        var filters = new ArrayList<ParameterFilter>();
        for (var filter : request.parameterFilters()) {
            filters.add(of(filter));
        }
        for (var filter : request.filters()) {
            var member = Stream.of(Member.NAME, Member.TYPE, Member.KEY_ID)
                    .filter(known -> known.key.equals(filter.keyAsString()))
                    .findFirst()
                    .orElseThrow(() -> filterInvalid("Invalid filter key " + filter.keyAsString()));
            var option = member == Member.NAME ? Option.BEGINS_WITH : Option.EQUALS;
            filters.add(new ParameterFilter(member, "", option, filter.values()));
        }
        return filters;
    }

    /** The filters of GetParametersByPath: only some members are allowed. */
    static List<ParameterFilter> ofPath(List<ParameterStringFilter> filters) {
        var read = filters.stream().map(ParameterFilter::of).toList();
        for (var filter : read) {
            if (filter.member != Member.TYPE && filter.member != Member.KEY_ID && filter.member != Member.LABEL) {
                throw filterInvalid("The following filter key is not valid: " + filter.member.key
                        + ". Valid filter keys include: [Type, KeyId, Label].");
            }
        }
        return read;
    }

    /** The one label that filters of a path ask for: then the versions with it are answered. */
    static Optional<String> label(List<ParameterStringFilter> filters) {
        return filters.stream()
                .filter(filter -> filter.key().equals(Member.LABEL.key))
                .flatMap(filter -> filter.values().stream())
                .findFirst();
    }

    private static ParameterFilter of(ParameterStringFilter filter) {
        boolean isTag = filter.key().startsWith(TAG);
        var member = isTag
                ? Member.TAG
                : Stream.of(Member.values())
                        .filter(known -> known != Member.TAG && known.key.equals(filter.key()))
                        .findFirst()
                        .orElseThrow(() -> filterInvalid("The following filter key is not valid: " + filter.key()));
        var option = filter.option() == null
                ? member == Member.PATH ? Option.ONE_LEVEL : Option.EQUALS
                : Stream.of(Option.values())
                        .filter(known -> known.word.equals(filter.option()))
                        .findFirst()
                        .orElseThrow(
                                () -> optionInvalid("The following filter option is not valid: " + filter.option()));
        boolean ofPath = option == Option.RECURSIVE || option == Option.ONE_LEVEL;
        boolean ofName = option == Option.CONTAINS || option == Option.BEGINS_WITH;
        if (ofPath != (member == Member.PATH)
                || (ofName && member != Member.NAME && !(member == Member.KEY_ID && option == Option.BEGINS_WITH))) {
            throw optionInvalid("The following filter option is not valid: " + option.word + " for " + filter.key());
        }
        return new ParameterFilter(member, isTag ? filter.key().substring(TAG.length()) : "", option, filter.values());
    }

    /** Whether a parameter passes. */
    boolean passes(StoredParameter parameter) {
        var version = parameter.latest();
        return switch (member) {
            case NAME -> any(parameter.name()) || any("/" + parameter.name());
            case TYPE -> any(version.type().toString());
            case KEY_ID -> version.keyId() != null && any(version.keyId());
            case PATH -> values.stream().anyMatch(path -> isUnder(parameter.name(), path, option == Option.RECURSIVE));
            case LABEL ->
                parameter.versions().stream()
                        .anyMatch(any -> any.labels().stream().anyMatch(this::any));
            case TIER -> any(version.tier().toString());
            case DATA_TYPE -> any(version.dataType());
            case TAG -> {
                var value = parameter.tags().get(tag);
                yield value != null && (values.isEmpty() || any(value));
            }
        };
    }

    private boolean any(String text) {
        return values.stream().anyMatch(value -> switch (option) {
            case EQUALS, RECURSIVE, ONE_LEVEL -> text.equals(value);
            case BEGINS_WITH -> text.startsWith(value);
            case CONTAINS -> text.contains(value);
        });
    }

    /** Whether a name lies under a path: directly, or at any depth. */
    static boolean isUnder(String name, String path, boolean recursive) {
        var folder = path.endsWith("/") ? path : path + "/";
        if (folder.equals("/") && !name.startsWith("/")) {
            return true;
        }
        return name.startsWith(folder) && (recursive || name.indexOf('/', folder.length()) < 0);
    }
}
