package tarn.services.s3control;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.model.JobStatus;
import tarn.kernel.Platform;
import tarn.services.s3control.Targets.Target;
import tarn.store.Batch;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Store;

/**
 * The work of jobs, done in the background as whoever made them.
 *
 * <p>A job runs at once and, should the process end, again when its timer fires: it goes on behind the last task whose
 * outcome is kept. Outcome and progress of a task are one batch; what was done between the last batch and the end of the
 * process is done twice, as AWS says may be.
 */
final class JobRuns {

    private static final System.Logger LOG = System.getLogger(JobRuns.class.getName());

    static final String TIMER = "s3control/job";
    private static final String PRINCIPAL = "batchoperations.s3.amazonaws.com";
    private static final Duration WAIT = Duration.ofMinutes(1);

    /** Beyond so many tasks a job fails if more than half of them did. */
    private static final int FAILURES_FROM = 1000;

    private final Platform platform;
    private final Store<Job> jobs;
    private final Store<JobOutcome> outcomes;
    private final Store<Target> targets;
    private final Map<String, ReentrantLock> running = new ConcurrentHashMap<>();

    JobRuns(Platform platform, Store<Job> jobs, Store<JobOutcome> outcomes, Store<Target> targets) {
        this.platform = platform;
        this.jobs = jobs;
        this.outcomes = outcomes;
        this.targets = targets;
    }

    /** Takes up jobs whose timers fire. */
    void begin() {
        platform.timers().beside(TIMER, (id, _) -> run(id));
    }

    /** Has a batch see to it that a job runs. */
    void start(Batch batch, String id) {
        platform.timers().set(batch, TIMER, id, platform.clock().instant().plus(WAIT));
        batch.afterwards(() -> platform.background().run("batch job " + id, () -> run(id)));
    }

    private void run(String id) {
        var lock = running.computeIfAbsent(id, any -> new ReentrantLock());
        lock.lock();
        try {
            var job = jobs.get(Key.of(id));
            if (job.isPresent() && !job.get().over() && job.get().status() != JobStatus.SUSPENDED) {
                platform.permissions()
                        .as(job.get().role(), PRINCIPAL, "s3-batch-" + id)
                        .run(() -> run(job.get()));
            }
        } catch (AwsServiceException refused) {
            LOG.log(WARNING, "Batch job " + id + " may not act as its role: " + refused.getMessage());
            change(
                    id,
                    now -> now.over()
                            ? now
                            : now.failed(
                                    "" + refused.getMessage(), platform.clock().instant()));
        } finally {
            if (jobs.get(Key.of(id)).map(Job::over).orElse(true)) {
                running.remove(id, lock);
                targets.scan(Range.under(Key.of(id))).forEach(entry -> targets.delete(entry.key()));
            }
            lock.unlock();
        }
    }

    private void run(Job job) {
        var s3 = platform.client(S3Client.class);
        try {
            var prepared =
                    job.status() == JobStatus.NEW || job.status() == JobStatus.PREPARING ? prepare(job, s3) : job;
            if (prepared.status() == JobStatus.SUSPENDED) {
                return;
            }
            change(job.id(), now -> now.over() ? now : now.with(JobStatus.ACTIVE, null));
            work(prepared, s3);
            finish(job.id(), s3);
        } catch (IOException | SdkException e) {
            LOG.log(WARNING, "Batch job " + job.id() + " failed: " + e.getMessage());
            var why = e.getMessage() == null ? e.toString() : e.getMessage();
            change(
                    job.id(),
                    now -> now.over() ? now : now.failed(why, platform.clock().instant()));
        }
    }

    private Job prepare(Job job, S3Client s3) throws IOException {
        var count = count(job, s3);
        var next = job.confirmationRequired() ? JobStatus.SUSPENDED : JobStatus.READY;
        return change(job.id(), now -> now.over() ? now : now.with(next, null).with(new Job.Progress(count, 0, 0)));
    }

    private long count(Job job, S3Client s3) throws IOException {
        if (targets(job, s3) instanceof GeneratedTargets generated) {
            long count = generated.note(s3);
            generated.write(s3).ifPresent(where -> change(job.id(), now -> now.withGenerated(where)));
            return count;
        }
        var count = new long[1];
        targets(job, s3).visit(_ -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    private Targets targets(Job job, S3Client s3) {
        var generator = job.generator();
        return generator == null
                ? new Manifest(s3, Objects.requireNonNull(job.manifest()))
                : new GeneratedTargets(platform, targets, job, generator);
    }

    private void work(Job job, S3Client s3) throws IOException {
        var action = JobAction.of(job.operation(), platform, job.id());
        var seen = new long[1];
        long skip = job.progress().done();
        targets(job, s3).visit(target -> {
            long index = seen[0]++;
            return index < skip || task(job.id(), index, target, action, s3);
        });
    }

    /* Says whether to go on. */
    private boolean task(String id, long index, Target target, JobAction action, S3Client s3) {
        var job = jobs.get(Key.of(id));
        if (job.isEmpty() || job.get().over()) {
            return false;
        }
        var outcome = outcome(target, action, s3);
        while (true) {
            var entry = jobs.entry(Key.of(id));
            if (entry.isEmpty() || entry.get().value().over()) {
                return false;
            }
            var next = entry.get().value().with(entry.get().value().progress().plus(outcome.succeeded()));
            if (hopeless(next.progress())) {
                next = next.failed(
                        "More than half of the tasks failed.", platform.clock().instant());
            }
            boolean kept = platform.batch()
                    .replace(jobs, entry.get(), next)
                    .put(outcomes, Key.of(id).with(index), outcome)
                    .commit();
            if (kept) {
                return !next.over();
            }
        }
    }

    private static boolean hopeless(Job.Progress progress) {
        return progress.done() >= FAILURES_FROM && progress.failed() * 2 > progress.done();
    }

    private static JobOutcome outcome(Target target, JobAction action, S3Client s3) {
        try {
            action.run(s3, target);
            return new JobOutcome(target.bucket(), target.key(), target.version(), "", 200, "Successful");
        } catch (AwsServiceException refused) {
            var told = refused.awsErrorDetails();
            var code = told == null ? "InternalError" : told.errorCode();
            var message = told == null ? "" + refused.getMessage() : told.errorMessage();
            return new JobOutcome(target.bucket(), target.key(), target.version(), code, refused.statusCode(), message);
        }
    }

    private void finish(String id, S3Client s3) throws IOException {
        var job = jobs.get(Key.of(id));
        if (job.isEmpty() || job.get().status() == JobStatus.CANCELLED) {
            return;
        }
        if (!job.get().over()) {
            change(id, now -> now.over() ? now : now.with(JobStatus.COMPLETING, null));
        }
        new JobReports(platform, s3, outcomes).write(job.get());
        change(
                id,
                now -> now.over()
                        ? now
                        : now.with(JobStatus.COMPLETE, platform.clock().instant()));
    }

    /** Changes a job that is there. */
    Job change(String id, UnaryOperator<Job> change) {
        return jobs.update(Key.of(id), present -> change.apply(present.orElseThrow(() -> ControlFaults.noSuchJob())))
                .orElseThrow();
    }

    /** A job as it is now. */
    Optional<Job> find(String id) {
        return jobs.get(Key.of(id));
    }
}
