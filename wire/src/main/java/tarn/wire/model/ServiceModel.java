package tarn.wire.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsClient;

/**
 * An AWS service as the wire knows it: its names, the protocols it answers, its operations and errors.
 *
 * <p>Read from the index resource that is named like the SDK's package; operations are read when first asked for, SDK
 * classes when an operation is first used.
 */
public final class ServiceModel {

    private static final String SERVICES = "software.amazon.awssdk.services.";
    private static final Map<String, ServiceModel> KNOWN = new ConcurrentHashMap<>();

    private final String name;
    private final Index index;
    private final Map<String, Index.Fact> header;
    private final ClassLoader loader;
    private final Set<Dialect> dialects;
    private volatile @Nullable Body body;

    private ServiceModel(String name, Index index, ClassLoader loader) {
        this.name = name;
        this.index = index;
        this.header = index.firsts();
        this.loader = loader;
        this.dialects = dialects(index);
    }

    /** What is read when the first operation is asked for. */
    private record Body(
            Map<String, OperationModel> operations,
            Map<String, ErrorModel> errors,
            Map<String, ErrorModel> errorsByClass,
            Map<String, Alias> aliases,
            Map<String, String> roots,
            Routes routes) {}

    /**
     * Another name that the query protocol has for a member.
     *
     * @param name the name; {@code *} for that of the list's element
     * @param key the name of a map's keys, if it is a map
     * @param value the name of a map's values, if it is a map
     */
    public record Alias(String name, String key, String value) {}

    /** The model behind an SDK client interface. Throws {@link IllegalArgumentException} if the index has none. */
    public static ServiceModel of(Class<? extends AwsClient> contract) {
        var where = contract.getPackageName();
        if (!where.startsWith(SERVICES)) {
            throw new IllegalArgumentException(contract + " is not an SDK client");
        }
        return KNOWN.computeIfAbsent(where.substring(SERVICES.length()), name -> read(name, contract.getClassLoader()));
    }

    /** The model of that name, such as {@code cloudwatchlogs}; its SDK classes are on this class's own class path. */
    public static ServiceModel named(String name) {
        return KNOWN.computeIfAbsent(name, any -> read(any, ServiceModel.class.getClassLoader()));
    }

    private static ServiceModel read(String name, ClassLoader loader) {
        var index = Index.named(name, "index");
        if (index == null) {
            throw new IllegalArgumentException("The index has no service " + name);
        }
        return new ServiceModel(name, index, loader);
    }

    private static Set<Dialect> dialects(Index index) {
        var found = new LinkedHashSet<Dialect>();
        index.each(
                "dialects",
                fact -> fact.fields().stream().skip(1).map(Dialect::valueOf).forEach(found::add));
        return Collections.unmodifiableSet(found);
    }

    /** The SDK's package below {@code software.amazon.awssdk.services}, such as {@code cloudwatchlogs}. */
    public String name() {
        return name;
    }

    /** The service id, such as {@code CloudWatch Logs}. */
    public String id() {
        return said("service");
    }

    /** The name in the credential scope of signatures, such as {@code logs}. */
    public String signingName() {
        return said("signing");
    }

    /** The first label of its hosts, such as {@code monitoring}. */
    public String endpointPrefix() {
        return said("endpoint");
    }

    /** What stands before the dot in {@code X-Amz-Target}, such as {@code AWSGlue}. */
    public Optional<String> targetPrefix() {
        return optional("target");
    }

    /** The version of its API, such as {@code 2011-06-15}. */
    public String apiVersion() {
        return said("version");
    }

    /** The XML namespace of its answers. */
    public Optional<String> namespace() {
        return optional("namespace");
    }

    /** The protocols it answers, the current one first. */
    public Set<Dialect> dialects() {
        return dialects;
    }

    /** Whether its operations are found by method and path. */
    public boolean rest() {
        return dialects.stream().anyMatch(EnumSet.of(Dialect.REST_JSON, Dialect.REST_XML)::contains);
    }

    /** The version of awsJson that it speaks of itself: {@code 1.0} or {@code 1.1}. */
    public String jsonVersion() {
        var target = header.get("target");
        return target == null ? "1.0" : target.field(2);
    }

    /** The member that a request's path stands for if a form does not have it, such as {@code QueueUrl}. */
    public Optional<String> addressed() {
        return optional("addressed");
    }

    /** Whether it sends {@code x-amzn-query-error} to clients that remember its query protocol. */
    public boolean queryCompatible() {
        return header.containsKey("querycompatible");
    }

    /** Whether each answer carries a CRC-32 of its body, which clients check. */
    public boolean summed() {
        return header.containsKey("summed");
    }

    /** What stands before an error's name in {@code __type}; empty if nothing does. */
    public String errorTypes() {
        return said("types");
    }

    /** The code of the error that refuses what breaks a constraint; empty if only what is required is checked. */
    public String refusal() {
        return said("refuses");
    }

    /** Its operations by name. */
    public Map<String, OperationModel> operations() {
        return body().operations();
    }

    /** The operation of that name; empty if there is none that the SDK has. */
    public Optional<OperationModel> operation(String operation) {
        return Optional.ofNullable(operations().get(operation)).filter(OperationModel::isInSdk);
    }

    /** The operations by HTTP method and path. */
    public Routes routes() {
        return body().routes();
    }

    /** The error of that name or code. */
    public Optional<ErrorModel> error(String nameOrCode) {
        return Optional.ofNullable(body().errors().get(nameOrCode));
    }

    /** The error behind an SDK exception class. */
    public Optional<ErrorModel> error(Class<?> exception) {
        return Optional.ofNullable(body().errorsByClass().get(exception.getSimpleName()));
    }

    /** The simple names of the SDK's classes for its errors. */
    public Set<String> exceptionClasses() {
        return Collections.unmodifiableSet(body().errorsByClass().keySet());
    }

    /** What the query protocol calls its members, where it has names of its own. */
    public Map<String, Alias> aliases() {
        return body().aliases();
    }

    /** The root element of an operation's answer in XML; null if the protocol's rules give it. */
    public @Nullable String root(OperationModel operation) {
        return body().roots().get(operation.name());
    }

    /** The lines of its constraints, read anew. */
    public List<String> constraintLines() {
        var constraints = Index.named(name, "constraints");
        return constraints == null ? List.of() : constraints.lines();
    }

    private String said(String kind) {
        return optional(kind).orElse("");
    }

    private Optional<String> optional(String kind) {
        return Optional.ofNullable(header.get(kind)).map(fact -> fact.field(1));
    }

    private Body body() {
        var known = body;
        if (known == null) {
            known = read();
            body = known;
        }
        return known;
    }

    private Body read() {
        var shapes = new SdkShapes(SERVICES + modelPackage(), loader);
        var operations = new TreeMap<String, OperationModel>();
        index.each("op", fact -> operations.put(fact.field(1), operation(fact, shapes)));
        var errors = new HashMap<String, ErrorModel>();
        var byClass = new HashMap<String, ErrorModel>();
        index.each("error", fact -> {
            var error = error(fact);
            errors.putIfAbsent(error.code(), error);
            byClass.put(SdkShapes.exceptionName(error.name()), error);
        });
        index.each("error", fact -> errors.put(fact.field(1), error(fact)));
        var aliases = new HashMap<String, Alias>();
        index.each("alias", fact -> aliases.put(fact.field(1), new Alias(fact.field(2), fact.field(3), fact.field(4))));
        var roots = new HashMap<String, String>();
        index.each("root", fact -> roots.put(fact.field(1), fact.field(2)));
        return new Body(
                Collections.unmodifiableMap(operations),
                errors,
                byClass,
                aliases,
                roots,
                Routes.of(rest() ? operations.values() : List.of()));
    }

    /* DynamoDB Streams has a package below DynamoDB's and shares its model classes. */
    private String modelPackage() {
        return (name.endsWith(".streams") ? name.substring(0, name.length() - ".streams".length()) : name) + ".model";
    }

    private static ErrorModel error(Index.Fact fact) {
        var code = fact.field(3).isEmpty() ? fact.field(1) : fact.field(3);
        var flags = fact.field(4);
        return new ErrorModel(
                fact.field(1), code, Integer.parseInt(fact.field(2)), flags.contains("s"), flags.contains("M"));
    }

    private static OperationModel operation(Index.Fact fact, SdkShapes shapes) {
        var flags = fact.field(6);
        var binding = new OperationModel.Binding(
                fact.field(2).isEmpty() ? "POST" : fact.field(2),
                fact.field(3).isEmpty() ? "/" : fact.field(3),
                fact.field(4).isEmpty() ? 200 : Integer.parseInt(fact.field(4)),
                fact.field(5).isEmpty() ? null : fact.field(5),
                flags.contains("i"),
                flags.contains("o"),
                flags.contains("x"),
                !flags.contains("u"));
        return new OperationModel(fact.field(1), binding, fact.field(7), shapes);
    }

    @Override
    public String toString() {
        return name;
    }
}
