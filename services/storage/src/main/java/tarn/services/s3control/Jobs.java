package tarn.services.s3control;

import static tarn.services.s3control.ControlFaults.invalidRequest;
import static tarn.services.s3control.ControlFaults.invalidToken;
import static tarn.services.s3control.ControlFaults.jobStatus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.CreateJobRequest;
import software.amazon.awssdk.services.s3control.model.CreateJobResponse;
import software.amazon.awssdk.services.s3control.model.DeleteJobTaggingRequest;
import software.amazon.awssdk.services.s3control.model.DeleteJobTaggingResponse;
import software.amazon.awssdk.services.s3control.model.DescribeJobRequest;
import software.amazon.awssdk.services.s3control.model.DescribeJobResponse;
import software.amazon.awssdk.services.s3control.model.GetJobTaggingRequest;
import software.amazon.awssdk.services.s3control.model.GetJobTaggingResponse;
import software.amazon.awssdk.services.s3control.model.JobFailure;
import software.amazon.awssdk.services.s3control.model.JobListDescriptor;
import software.amazon.awssdk.services.s3control.model.JobManifest;
import software.amazon.awssdk.services.s3control.model.JobManifestFormat;
import software.amazon.awssdk.services.s3control.model.JobManifestGenerator;
import software.amazon.awssdk.services.s3control.model.JobProgressSummary;
import software.amazon.awssdk.services.s3control.model.JobStatus;
import software.amazon.awssdk.services.s3control.model.ListJobsRequest;
import software.amazon.awssdk.services.s3control.model.ListJobsResponse;
import software.amazon.awssdk.services.s3control.model.OperationName;
import software.amazon.awssdk.services.s3control.model.PutJobTaggingRequest;
import software.amazon.awssdk.services.s3control.model.PutJobTaggingResponse;
import software.amazon.awssdk.services.s3control.model.RequestedJobStatus;
import software.amazon.awssdk.services.s3control.model.S3JobManifestGenerator;
import software.amazon.awssdk.services.s3control.model.S3Tag;
import software.amazon.awssdk.services.s3control.model.UpdateJobPriorityRequest;
import software.amazon.awssdk.services.s3control.model.UpdateJobPriorityResponse;
import software.amazon.awssdk.services.s3control.model.UpdateJobStatusRequest;
import software.amazon.awssdk.services.s3control.model.UpdateJobStatusResponse;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Store;

/**
 * Batch operations: jobs that do the same with many objects.
 *
 * <p>A job works as its role where policies are enforced, as whoever made it where they are not. It is prepared and run
 * at once, so that the statuses in between are passed quickly.
 */
final class Jobs implements S3ControlClient, Part {

    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/.+");
    private static final int PAGE_MAX = 1000;
    private static final int TAGS_MAX = 50;

    private final Platform platform;
    private final Store<Job> jobs;
    private final Store<String> tokens;
    private final JobRuns runs;

    Jobs(Platform platform, Store<Job> jobs, Store<String> tokens, JobRuns runs) {
        this.platform = platform;
        this.jobs = jobs;
        this.tokens = tokens;
        this.runs = runs;
    }

    @Override
    public CreateJobResponse createJob(CreateJobRequest request) {
        Accounts.own(request.accountId());
        check(request, platform);
        var token = Key.of(request.clientRequestToken());
        while (true) {
            var before = tokens.get(token);
            if (before.isPresent()) {
                return CreateJobResponse.builder().jobId(before.get()).build();
            }
            var job = new Job(
                    platform.ids().uuid().toString(),
                    request.description(),
                    request.operation(),
                    request.manifest(),
                    request.report(),
                    request.roleArn(),
                    request.priority(),
                    Boolean.TRUE.equals(request.confirmationRequired()),
                    JobStatus.NEW,
                    null,
                    Job.Progress.NONE,
                    null,
                    tags(request.tags()),
                    platform.clock().instant(),
                    null,
                    request.manifestGenerator() == null
                            ? null
                            : request.manifestGenerator().s3JobManifestGenerator(),
                    null);
            var batch = platform.batch().insert(tokens, token, job.id()).put(jobs, Key.of(job.id()), job);
            runs.start(batch, job.id());
            if (batch.commit()) {
                return CreateJobResponse.builder().jobId(job.id()).build();
            }
        }
    }

    private static void check(CreateJobRequest request, Platform platform) {
        JobAction.of(request.operation(), platform, "");
        var manifest = request.manifest();
        if ((manifest == null) == (request.manifestGenerator() == null)) {
            throw invalidRequest("Either a manifest or a manifest generator must be specified.");
        }
        if (manifest != null) {
            check(manifest);
        } else {
            check(request.manifestGenerator().s3JobManifestGenerator());
        }
        var report = request.report();
        if (report.enabled()
                && (report.bucket() == null || Arn.parse(report.bucket()).isEmpty())) {
            throw invalidRequest("The report's bucket must be the ARN of a bucket.");
        }
        if (!ROLE.matcher(request.roleArn()).matches()) {
            throw invalidRequest("The role is not the ARN of a role.");
        }
        if (request.priority() < 0) {
            throw invalidRequest("The priority must not be negative.");
        }
    }

    private static void check(@Nullable S3JobManifestGenerator generator) {
        if (generator == null || Arn.parse(generator.sourceBucket()).isEmpty()) {
            throw invalidRequest("The source bucket of the manifest generator must be the ARN of a bucket.");
        }
        var location = generator.manifestOutputLocation();
        if (generator.enableManifestOutput()
                && (location == null || Arn.parse(location.bucket()).isEmpty())) {
            throw invalidRequest("The manifest output location must be specified, with the ARN of a bucket.");
        }
    }

    private static void check(JobManifest manifest) {
        if (manifest.spec().format() == JobManifestFormat.UNKNOWN_TO_SDK_VERSION) {
            throw invalidRequest("The format of the manifest is not known.");
        }
        boolean csv = manifest.spec().format() == JobManifestFormat.S3_BATCH_OPERATIONS_CSV_20180820;
        if (csv && manifest.spec().fields().isEmpty()) {
            throw invalidRequest(
                    "Manifest fields must be specified for " + manifest.spec().formatAsString() + ".");
        }
        if (Arn.parse(manifest.location().objectArn()).isEmpty()) {
            throw invalidRequest("The manifest's location must be the ARN of an object.");
        }
    }

    private static Map<String, String> tags(List<S3Tag> given) {
        if (given.size() > TAGS_MAX) {
            throw invalidRequest("A job has at most " + TAGS_MAX + " tags.");
        }
        var tags = new LinkedHashMap<String, String>();
        given.forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }

    private Job job(@Nullable String account, String id) {
        Accounts.own(account);
        return runs.find(id).orElseThrow(() -> ControlFaults.noSuchJob());
    }

    @Override
    public DescribeJobResponse describeJob(DescribeJobRequest request) {
        var job = job(request.accountId(), request.jobId());
        return DescribeJobResponse.builder()
                .job(told -> told.jobId(job.id())
                        .jobArn(Caller.current().arn("s3", "job/" + job.id()).toString())
                        .confirmationRequired(job.confirmationRequired())
                        .description(job.description())
                        .status(job.status())
                        .statusUpdateReason(job.reason())
                        .suspendedDate(job.status() == JobStatus.SUSPENDED ? job.created() : null)
                        .suspendedCause(job.status() == JobStatus.SUSPENDED ? "AwaitingConfirmation" : null)
                        .operation(job.operation())
                        .manifest(job.manifest())
                        .manifestGenerator(
                                job.generator() == null
                                        ? null
                                        : JobManifestGenerator.fromS3JobManifestGenerator(job.generator()))
                        .generatedManifestDescriptor(job.generated())
                        .report(job.report())
                        .roleArn(job.role())
                        .priority(job.priority())
                        .progressSummary(progress(job))
                        .failureReasons(failures(job))
                        .creationTime(job.created())
                        .terminationDate(job.ended()))
                .build();
    }

    private static List<JobFailure> failures(Job job) {
        return job.failure() == null
                ? List.of()
                : List.of(JobFailure.builder()
                        .failureCode("JobFailed")
                        .failureReason(job.failure())
                        .build());
    }

    private static JobProgressSummary progress(Job job) {
        return JobProgressSummary.builder()
                .totalNumberOfTasks(job.progress().total())
                .numberOfTasksSucceeded(job.progress().succeeded())
                .numberOfTasksFailed(job.progress().failed())
                .build();
    }

    @Override
    public ListJobsResponse listJobs(ListJobsRequest request) {
        Accounts.own(request.accountId());
        int limit = request.maxResults() == null ? PAGE_MAX : Math.clamp(request.maxResults(), 1, PAGE_MAX);
        var range = Range.all();
        if (request.nextToken() != null) {
            range = range.after(Key.of(platform.tokens()
                    .open("ListJobs", request.nextToken())
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .orElseThrow(() -> invalidToken())));
        }
        var page = new ArrayList<Job>();
        String next = null;
        for (var entry : jobs.scan(range)) {
            var job = entry.value();
            if (!request.jobStatuses().isEmpty() && !request.jobStatuses().contains(job.status())) {
                continue;
            }
            if (page.size() == limit) {
                next = page.getLast().id();
                break;
            }
            page.add(job);
        }
        return ListJobsResponse.builder()
                .jobs(page.stream().map(Jobs::listed).toList())
                .nextToken(
                        next == null ? null : platform.tokens().seal("ListJobs", next.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    private static JobListDescriptor listed(Job job) {
        return JobListDescriptor.builder()
                .jobId(job.id())
                .description(job.description())
                .operation(operation(job))
                .priority(job.priority())
                .status(job.status())
                .progressSummary(progress(job))
                .creationTime(job.created())
                .terminationDate(job.ended())
                .build();
    }

    private static OperationName operation(Job job) {
        var operation = job.operation();
        if (operation.s3PutObjectCopy() != null) {
            return OperationName.S3_PUT_OBJECT_COPY;
        }
        if (operation.s3PutObjectTagging() != null) {
            return OperationName.S3_PUT_OBJECT_TAGGING;
        }
        if (operation.s3DeleteObjectTagging() != null) {
            return OperationName.S3_DELETE_OBJECT_TAGGING;
        }
        if (operation.s3PutObjectAcl() != null) {
            return OperationName.S3_PUT_OBJECT_ACL;
        }
        if (operation.s3InitiateRestoreObject() != null) {
            return OperationName.S3_INITIATE_RESTORE_OBJECT;
        }
        if (operation.lambdaInvoke() != null) {
            return OperationName.LAMBDA_INVOKE;
        }
        if (operation.s3ReplicateObject() != null) {
            return OperationName.S3_REPLICATE_OBJECT;
        }
        return operation.s3PutObjectLegalHold() != null
                ? OperationName.S3_PUT_OBJECT_LEGAL_HOLD
                : OperationName.S3_PUT_OBJECT_RETENTION;
    }

    @Override
    public UpdateJobStatusResponse updateJobStatus(UpdateJobStatusRequest request) {
        job(request.accountId(), request.jobId());
        boolean ready = request.requestedJobStatus() == RequestedJobStatus.READY;
        var changed = runs.change(request.jobId(), job -> {
            boolean admitted = ready ? job.status() == JobStatus.SUSPENDED : !job.over();
            if (!admitted) {
                throw jobStatus(job.status() + " to " + request.requestedJobStatusAsString());
            }
            var next = ready
                    ? job.with(JobStatus.READY, null)
                    : job.with(JobStatus.CANCELLED, platform.clock().instant());
            return next.withReason(request.statusUpdateReason());
        });
        if (ready) {
            var batch = platform.batch();
            runs.start(batch, changed.id());
            batch.commit();
        }
        return UpdateJobStatusResponse.builder()
                .jobId(changed.id())
                .status(changed.status())
                .statusUpdateReason(changed.reason())
                .build();
    }

    @Override
    public UpdateJobPriorityResponse updateJobPriority(UpdateJobPriorityRequest request) {
        job(request.accountId(), request.jobId());
        var changed = runs.change(request.jobId(), job -> {
            if (job.over()) {
                throw jobStatus(job.status() + ": its priority");
            }
            return job.withPriority(request.priority());
        });
        return UpdateJobPriorityResponse.builder()
                .jobId(changed.id())
                .priority(changed.priority())
                .build();
    }

    @Override
    public PutJobTaggingResponse putJobTagging(PutJobTaggingRequest request) {
        job(request.accountId(), request.jobId());
        runs.change(request.jobId(), job -> job.withTags(tags(request.tags())));
        return PutJobTaggingResponse.builder().build();
    }

    @Override
    public GetJobTaggingResponse getJobTagging(GetJobTaggingRequest request) {
        var job = job(request.accountId(), request.jobId());
        return GetJobTaggingResponse.builder()
                .tags(job.tags().entrySet().stream()
                        .map(tag -> S3Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }

    @Override
    public DeleteJobTaggingResponse deleteJobTagging(DeleteJobTaggingRequest request) {
        job(request.accountId(), request.jobId());
        runs.change(request.jobId(), job -> job.withTags(Map.of()));
        return DeleteJobTaggingResponse.builder().build();
    }
}
