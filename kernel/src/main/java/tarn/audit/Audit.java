package tarn.audit;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import tarn.kernel.Caller;
import tarn.kernel.Invocation;
import tarn.kernel.Operation;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.kernel.Stage;
import tarn.store.Batch;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * The outermost stage: writes down every request, whatever became of it.
 *
 * <p>A call that changes something is answered when its event is on disk: what was acknowledged is in the audit even if
 * the process is killed. Of calls that only read, the events of the last moments may be lost then, so that reading need
 * not wait for the disk. Data events are kept only where a selector asks for them.
 *
 * <p>What fails before it is known who asks is not recorded: missing and wrong signatures, as at AWS. Requests that cannot
 * be read are, without parameters.
 */
public final class Audit implements Stage, AutoCloseable {

    private static final String CLOUDTRAIL = "cloudtrail.amazonaws.com";
    private static final Key SELECTED = Key.of("selected");

    private final Platform platform;
    private final AuditLog log;
    private final Recorder recorder;
    private final Writing writing;
    private final Store<Selection> selections;
    private final Map<String, Selection> selected = new ConcurrentHashMap<>();

    /** What somebody in an account asks for beyond management events. */
    record Selection(List<Selected> selectors) {}

    /**
     * A selector and where it holds.
     *
     * @param region the region; null for all
     * @param teller the trail that has EventBridge told of what it selects; null for none
     */
    public record Selected(
            @Nullable String region,
            Selector selector,
            @Nullable String teller) {}

    static final Format<Selection> SELECTION = Formats.record(Selection.class);

    /** The audit of a platform. */
    public Audit(Platform platform) {
        this.platform = platform;
        this.log = new AuditLog(platform);
        this.recorder = new Recorder(log);
        this.writing = new Writing(platform.accessKeys());
        this.selections = platform.store("cloudtrail/selections", Scope.ACCOUNT, SELECTION);
    }

    @Override
    public Object answer(Invocation invocation, Function<Invocation, Object> next) {
        var rules = Rules.of(invocation.service());
        var rule = rules.rule(invocation.operation().name());
        var caller = Caller.current();
        if (rule.silent() || rules.inner(invocation.by()) || !wanted(caller, rule)) {
            return next.apply(invocation);
        }
        Object answer;
        try {
            answer = next.apply(invocation);
        } catch (RuntimeException | Error fault) {
            record(invocation, caller, rules, rule, null, fault);
            throw fault;
        }
        record(invocation, caller, rules, rule, answer instanceof SdkPojo response ? response : null, null);
        return answer;
    }

    /** Writes down that the current caller's request could not be read, and why. */
    public void unread(Service service, Operation operation, AwsServiceException fault) {
        var rules = Rules.of(service);
        var rule = rules.rule(operation.name());
        var caller = Caller.current();
        if (!rule.silent() && wanted(caller, rule)) {
            var invocation = new Invocation(service, operation, operation.emptyRequest(), null, null, null, null, null);
            record(invocation, caller, rules, rule, null, fault);
        }
    }

    private boolean wanted(Caller caller, Rules.Rule rule) {
        var type = rule.dataType();
        return type == null
                || selection(caller).selectors().stream()
                        .anyMatch(each -> holds(each, caller) && each.selector().concerns(type));
    }

    private static boolean holds(Selected each, Caller caller) {
        return each.region() == null || each.region().equals(caller.region());
    }

    private Selection selection(Caller caller) {
        var known = selected.get(caller.account());
        if (known == null) {
            known = selections.get(SELECTED).orElseGet(() -> new Selection(List.of()));
            selected.put(caller.account(), known);
        }
        return known;
    }

    private void record(
            Invocation invocation,
            Caller caller,
            Rules rules,
            Rules.Rule rule,
            @Nullable SdkPojo response,
            @Nullable Throwable fault) {
        var id = platform.ids().uuid().toString();
        var outcome = new Writing.Outcome(
                invocation, caller, response, fault, platform.clock().instant(), id);
        var owners = rule.shared() || rule.asker() != null ? writing.owners(outcome, rules, rule) : Set.<String>of();
        if (rule.asker() != null && fault == null && !owners.isEmpty()) {
            // Who signs in with a provider has no account: the event is the role's. Of who is refused the role's
            // account
            // hears nothing: nobody is known there, who could make up accounts without end.
            hand(outcome, rules, rule, new Writing.Addressee(owners.iterator().next(), null, false));
            return;
        }
        boolean shared = fault == null && !owners.isEmpty();
        var sharedId = shared ? platform.ids().uuid().toString() : null;
        hand(outcome, rules, rule, new Writing.Addressee(caller.account(), sharedId, false));
        for (var owner : shared ? owners : Set.<String>of()) {
            var own = outcome.of(platform.ids().uuid().toString());
            hand(own, rules, rule, new Writing.Addressee(owner, sharedId, true));
        }
    }

    private void hand(Writing.Outcome outcome, Rules rules, Rules.Rule rule, Writing.Addressee to) {
        var caller = outcome.caller();
        var event = writing.event(outcome, rules, rule, to);
        var selecting = selection(caller).selectors().stream()
                .filter(each -> holds(each, caller) && each.selector().selects(event))
                .toList();
        if (rule.dataType() == null || !selecting.isEmpty()) {
            var place = Caller.root(to.account(), Writing.region(caller, rules), caller.requestId());
            // What CloudTrail itself does, such as writing its files, would lead to telling without end
            boolean told = !rule.readOnly()
                    && !caller.principal().equals(CLOUDTRAIL)
                    && selecting.stream().anyMatch(each -> each.teller() != null);
            recorder.hand(place, event, !rule.readOnly(), told);
        }
    }

    /** Says, with a batch, which data events the current caller's account wants from now on. */
    public void select(Batch batch, List<Selected> selectors) {
        var account = Caller.current().account();
        batch.put(selections, SELECTED, new Selection(List.copyOf(selectors)));
        batch.afterwards(() -> selected.remove(account));
    }

    /** The events that are kept, up to this moment. */
    public AuditLog log() {
        recorder.settle(Caller.current());
        return log;
    }

    /** Forgets what is remembered of what is kept; after a reset it is not there any more. */
    public void forget() {
        selected.clear();
        recorder.forget();
    }

    /** Keeps what is on its way, and ends. */
    @Override
    public void close() {
        recorder.close();
    }
}
