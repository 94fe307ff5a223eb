package tarn.services.iam;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CredentialReportExpiredException;
import software.amazon.awssdk.services.iam.model.CredentialReportNotPresentException;
import software.amazon.awssdk.services.iam.model.GenerateCredentialReportRequest;
import software.amazon.awssdk.services.iam.model.GenerateCredentialReportResponse;
import software.amazon.awssdk.services.iam.model.GetCredentialReportRequest;
import software.amazon.awssdk.services.iam.model.GetCredentialReportResponse;
import software.amazon.awssdk.services.iam.model.ReportFormatType;
import software.amazon.awssdk.services.iam.model.ReportStateType;
import tarn.kernel.Caller;
import tarn.kernel.LastUses;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.mfa.MfaDevices;
import tarn.services.iam.UserEntity.UserKey;
import tarn.store.Format;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * The account's credentials as a table of comma-separated values. A report is made at once, and is good for four hours as
 * on AWS.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html">Credential
 *     reports</a>
 */
final class CredentialReports implements IamClient, Part {

    /** A report as it is kept. */
    record Report(String content, Instant made) {}

    private static final Key ONLY = Key.of("report");
    private static final Duration GOOD = Duration.ofHours(4);
    private static final int KEYS = 2;
    private static final List<String> COLUMNS = List.of(
            "user",
            "arn",
            "user_creation_time",
            "password_enabled",
            "password_last_used",
            "password_last_changed",
            "password_next_rotation",
            "mfa_active",
            "access_key_1_active",
            "access_key_1_last_rotated",
            "access_key_1_last_used_date",
            "access_key_1_last_used_region",
            "access_key_1_last_used_service",
            "access_key_2_active",
            "access_key_2_last_rotated",
            "access_key_2_last_used_date",
            "access_key_2_last_used_region",
            "access_key_2_last_used_service",
            "cert_1_active",
            "cert_1_last_rotated",
            "cert_2_active",
            "cert_2_last_rotated");

    private final Platform platform;
    private final Entities<UserEntity> users;
    private final UserBelongings belongings;
    private final MfaDevices devices;
    private final PasswordPolicies passwords;
    private final LastUses uses;
    private final Store<Report> reports;

    CredentialReports(
            Platform platform,
            Entities<UserEntity> users,
            UserBelongings belongings,
            MfaDevices devices,
            PasswordPolicies passwords,
            LastUses uses,
            Format<Report> format) {
        this.platform = platform;
        this.users = users;
        this.belongings = belongings;
        this.devices = devices;
        this.passwords = passwords;
        this.uses = uses;
        this.reports = platform.store("iam/credential-reports", Scope.ACCOUNT, format);
    }

    @Override
    public GenerateCredentialReportResponse generateCredentialReport(GenerateCredentialReportRequest request) {
        var now = platform.clock().instant();
        if (current(now).isPresent()) {
            return GenerateCredentialReportResponse.builder()
                    .state(ReportStateType.COMPLETE)
                    .build();
        }
        reports.put(ONLY, new Report(content(), now));
        return GenerateCredentialReportResponse.builder()
                .state(ReportStateType.STARTED)
                .description("No report exists. Starting a new report generation task")
                .build();
    }

    private Optional<Report> current(Instant now) {
        return reports.get(ONLY).filter(report -> now.isBefore(report.made().plus(GOOD)));
    }

    @Override
    public GetCredentialReportResponse getCredentialReport(GetCredentialReportRequest request) {
        if (reports.get(ONLY).isEmpty()) {
            throw IamFaults.with(
                    CredentialReportNotPresentException.builder(), "ReportNotPresent", 410, "Report not present");
        }
        var report = current(platform.clock().instant())
                .orElseThrow(() -> IamFaults.with(
                        CredentialReportExpiredException.builder(),
                        "ReportExpired",
                        410,
                        "The most recent credential report has expired."));
        return GetCredentialReportResponse.builder()
                .content(SdkBytes.fromUtf8String(report.content()))
                .reportFormat(ReportFormatType.TEXT_CSV)
                .generatedTime(Answers.seconds(report.made()))
                .build();
    }

    private String content() {
        var withDevices = devices.all()
                .flatMap(device -> Optional.ofNullable(device.userId()).stream())
                .collect(Collectors.toSet());
        var lines = new ArrayList<String>();
        lines.add(String.join(",", COLUMNS));
        lines.add(root());
        users.all().forEach(user -> lines.add(line(user, withDevices.contains(user.id()))));
        return String.join("\n", lines);
    }

    /** Root has no password here, and its key pair is the server's. */
    private static String root() {
        var cells = new ArrayList<String>(List.of(
                "<root_account>",
                Caller.current().globalArn("iam", "root").toString(),
                "N/A",
                "not_supported",
                "N/A",
                "not_supported",
                "not_supported",
                "false"));
        while (cells.size() < COLUMNS.size()) {
            cells.add(COLUMNS.get(cells.size()).endsWith("_active") ? "false" : "N/A");
        }
        return String.join(",", cells);
    }

    private String line(UserEntity user, boolean mfa) {
        var cells = new ArrayList<String>();
        cells.add(user.name());
        cells.add(user.arn());
        cells.add(time(user.created()));
        addPassword(cells, user);
        cells.add(String.valueOf(mfa));
        for (int at = 0; at < KEYS; at++) {
            addKey(cells, at < user.keys().size() ? user.keys().get(at) : null);
        }
        var certificates = belongings.certificates().of(user).toList();
        for (int at = 0; at < KEYS; at++) {
            boolean there = at < certificates.size();
            cells.add(String.valueOf(there && certificates.get(at).active()));
            cells.add(there ? time(certificates.get(at).uploaded()) : "N/A");
        }
        return String.join(",", cells);
    }

    private void addPassword(List<String> cells, UserEntity user) {
        var login = user.login();
        if (login == null) {
            cells.addAll(List.of("false", "N/A", "N/A", "N/A"));
            return;
        }
        var changed = Optional.ofNullable(login.changed()).orElse(login.created());
        int days = passwords.rules().daysMax();
        cells.addAll(List.of(
                "true",
                "no_information",
                time(changed),
                days == 0 ? "N/A" : time(changed.plus(days, ChronoUnit.DAYS))));
    }

    private void addKey(List<String> cells, @Nullable UserKey key) {
        if (key == null) {
            cells.addAll(List.of("false", "N/A", "N/A", "N/A", "N/A"));
            return;
        }
        cells.add(String.valueOf(key.active()));
        cells.add(time(key.created()));
        var use = uses.ofKey(key.id());
        cells.add(use.map(one -> time(one.when())).orElse("N/A"));
        cells.add(use.map(LastUses.Use::region).orElse("N/A"));
        cells.add(use.map(LastUses.Use::service).orElse("N/A"));
    }

    private static String time(Instant time) {
        return Answers.seconds(time).toString().replace("Z", "+00:00");
    }
}
