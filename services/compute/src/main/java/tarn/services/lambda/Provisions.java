package tarn.services.lambda;

import static java.lang.System.Logger.Level.DEBUG;
import static tarn.services.lambda.LambdaFaults.invalid;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.DeleteProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteProvisionedConcurrencyConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetProvisionedConcurrencyConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListProvisionedConcurrencyConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListProvisionedConcurrencyConfigsResponse;
import software.amazon.awssdk.services.lambda.model.ProvisionedConcurrencyConfigListItem;
import software.amazon.awssdk.services.lambda.model.ProvisionedConcurrencyStatusEnum;
import software.amazon.awssdk.services.lambda.model.PutProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutProvisionedConcurrencyConfigResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.kernel.Shapes;
import tarn.pagination.Pages;
import tarn.store.Batch;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Environments that are initialised before anybody calls, and stay so: real processes, started at once and again whenever one
 * of them is gone, after a restart as well.
 *
 * <p>What this Tarn cannot hold (memory, the setting for environments) is told as FAILED with its reason, and tried again.
 */
final class Provisions implements LambdaClient, Part {

    static final String PROVISIONS = "lambda/provisions";

    private static final System.Logger LOG = System.getLogger(Provisions.class.getName());
    private static final String WATCH = "lambda/provision";
    private static final Duration WATCH_PAUSE = Duration.ofSeconds(10);
    private static final Duration INIT_MAX = Duration.ofMinutes(1);

    private final Platform platform;
    private final Functions functions;
    private final Environments environments;
    private final Pages pages;
    private final Store<StoredProvision> store;
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private final Set<String> filling = ConcurrentHashMap.newKeySet();

    Provisions(Platform platform, Functions functions, Environments environments, Pages pages) {
        this.platform = platform;
        this.functions = functions;
        this.environments = environments;
        this.pages = pages;
        this.store = platform.store(PROVISIONS, Scope.REGION, Formats.record(StoredProvision.class));
        platform.timers().on(WATCH, (_, _) -> watch());
    }

    private Reference named(String function, String qualifier) {
        var reference = Reference.of(function, qualifier);
        functions.entry(reference);
        if (Reference.LATEST.equals(reference.qualifier())) {
            throw invalid("Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
        }
        return reference;
    }

    private static Key key(Reference reference) {
        return Key.of(reference.name(), String.valueOf(reference.qualifier()));
    }

    void forget(Batch batch, String function) {
        store.scan(Range.under(Key.of(function))).forEach(entry -> batch.delete(store, entry));
        batch.afterwards(this::hold);
    }

    @Override
    public PutProvisionedConcurrencyConfigResponse putProvisionedConcurrencyConfig(
            PutProvisionedConcurrencyConfigRequest request) {
        var reference = named(request.functionName(), request.qualifier());
        var target = functions.target(reference);
        if (Reference.LATEST.equals(target.version().configuration().version())) {
            throw invalid("Alias with a $LATEST version cannot have Provisioned Concurrency Configs.");
        }
        int wanted = request.provisionedConcurrentExecutions();
        requireRoom(reference, target, wanted);
        var made = new StoredProvision(
                reference.name(),
                String.valueOf(reference.qualifier()),
                wanted,
                platform.clock().instant());
        service().run(() -> {
            var batch = platform.batch().put(store, key(reference), made);
            platform.timers()
                    .set(batch, WATCH, "all", platform.clock().instant().plus(WATCH_PAUSE));
            batch.afterwards(this::fill);
            batch.commit();
        });
        return Shapes.copy(shown(made), PutProvisionedConcurrencyConfigResponse.builder())
                .build();
    }

    private void requireRoom(Reference reference, Functions.Target target, int wanted) {
        var reserved = target.function().reserved();
        int ofFunction = wanted;
        int all = wanted;
        for (var entry : store.scan(Range.all())) {
            var other = entry.value();
            if (!entry.key().equals(key(reference))) {
                all += other.requested();
                ofFunction += other.function().equals(reference.name()) ? other.requested() : 0;
            }
        }
        if (reserved != null && ofFunction > reserved) {
            throw invalid("Requested Provisioned Concurrency should not be greater than the"
                    + " reservedConcurrentExecution for function");
        }
        if (all > Concurrency.ACCOUNT_MAX - Concurrency.UNRESERVED_MIN) {
            throw invalid("Specified ConcurrentExecutions for function decreases account's"
                    + " UnreservedConcurrentExecution below its minimum value of [" + Concurrency.UNRESERVED_MIN
                    + "].");
        }
    }

    private static Caller service() {
        var caller = Caller.current();
        return Caller.service(caller.account(), caller.region(), Credentials.PRINCIPAL, caller.requestId());
    }

    /** The version that a provision is for; empty if its alias or version is gone. */
    private java.util.Optional<StoredVersion> version(StoredProvision provision) {
        var alias = functions.aliases().get(Key.of(provision.function(), provision.qualifier()));
        return functions.find(
                provision.function(), alias.map(StoredAlias::version).orElse(provision.qualifier()));
    }

    private ProvisionedConcurrencyConfigListItem shown(StoredProvision provision) {
        var found = version(provision);
        int ready = found.map(version -> Math.min(provision.requested(), environments.count(version.configuration())))
                .orElse(0);
        var arn = Caller.current()
                .arn("lambda", "function:" + provision.function() + ":" + provision.qualifier())
                .toString();
        var trouble = troubles.get(arn);
        var status = ready >= provision.requested()
                ? ProvisionedConcurrencyStatusEnum.READY
                : trouble == null
                        ? ProvisionedConcurrencyStatusEnum.IN_PROGRESS
                        : ProvisionedConcurrencyStatusEnum.FAILED;
        return ProvisionedConcurrencyConfigListItem.builder()
                .functionArn(arn)
                .requestedProvisionedConcurrentExecutions(provision.requested())
                .allocatedProvisionedConcurrentExecutions(ready)
                .availableProvisionedConcurrentExecutions(ready)
                .status(status)
                .statusReason(status == ProvisionedConcurrencyStatusEnum.FAILED ? trouble : null)
                .lastModified(Configurations.text(provision.changed()))
                .build();
    }

    @Override
    public GetProvisionedConcurrencyConfigResponse getProvisionedConcurrencyConfig(
            GetProvisionedConcurrencyConfigRequest request) {
        var provision = store.get(key(named(request.functionName(), request.qualifier())))
                .orElseThrow(LambdaFaults::provisionNotFound);
        return Shapes.copy(shown(provision), GetProvisionedConcurrencyConfigResponse.builder())
                .build();
    }

    @Override
    public DeleteProvisionedConcurrencyConfigResponse deleteProvisionedConcurrencyConfig(
            DeleteProvisionedConcurrencyConfigRequest request) {
        var reference = named(request.functionName(), request.qualifier());
        store.delete(key(reference));
        service().run(this::hold);
        return DeleteProvisionedConcurrencyConfigResponse.builder().build();
    }

    @Override
    public ListProvisionedConcurrencyConfigsResponse listProvisionedConcurrencyConfigs(
            ListProvisionedConcurrencyConfigsRequest request) {
        var reference = Reference.of(request.functionName()).unqualified();
        functions.entry(reference);
        var page = pages.records(
                "ListProvisionedConcurrencyConfigs",
                request.marker(),
                request.maxItems(),
                store,
                Range.under(Key.of(reference.name())),
                _ -> true);
        List<ProvisionedConcurrencyConfigListItem> items =
                page.items().stream().map(this::shown).toList();
        return ListProvisionedConcurrencyConfigsResponse.builder()
                .provisionedConcurrencyConfigs(items)
                .nextMarker(page.next())
                .build();
    }

    private void watch() {
        if (store.list(Range.all(), 1).isEmpty()) {
            return;
        }
        var batch = platform.batch();
        platform.timers().set(batch, WATCH, "all", platform.clock().instant().plus(WATCH_PAUSE));
        batch.commit();
        fill();
    }

    /** Says which environments are to stay; gives how many are wanted of each version. */
    private Map<StoredVersion, Integer> hold() {
        var wanted = new HashMap<StoredVersion, Integer>();
        for (var entry : store.scan(Range.all())) {
            version(entry.value())
                    .ifPresent(version -> wanted.merge(version, entry.value().requested(), Integer::sum));
        }
        var counts = new HashMap<String, Integer>();
        wanted.forEach((version, count) -> counts.put(Environments.key(version.configuration()), count));
        var caller = Caller.current();
        environments.hold(caller.account() + "/" + caller.region(), counts);
        return wanted;
    }

    /** Starts what is missing, beside the request that wants it. */
    private void fill() {
        var caller = Caller.current();
        var place = caller.account() + "/" + caller.region();
        if (!filling.add(place)) {
            return;
        }
        platform.background().run("lambda provisioned concurrency", service(), () -> {
            try {
                hold().forEach(this::fill);
            } finally {
                filling.remove(place);
            }
        });
    }

    private void fill(StoredVersion version, int wanted) {
        var configuration = version.configuration();
        var arns = new ArrayList<String>();
        for (var entry : store.scan(Range.under(Key.of(configuration.functionName())))) {
            arns.add(Caller.current()
                    .arn(
                            "lambda",
                            "function:" + configuration.functionName() + ":"
                                    + entry.value().qualifier())
                    .toString());
        }
        try {
            while (environments.count(configuration) < wanted
                    && !Thread.currentThread().isInterrupted()) {
                environments.prepare(version, INIT_MAX);
            }
            arns.forEach(troubles::remove);
        } catch (AwsServiceException | IllegalStateException e) {
            LOG.log(DEBUG, "No environment could be held ready for " + configuration.functionArn(), e);
            arns.forEach(arn -> troubles.put(arn, String.valueOf(e.getMessage())));
        }
    }
}
