package tarn.services.iam;

import static tarn.services.iam.CredentialFaults.certificateDuplicate;
import static tarn.services.iam.CredentialFaults.certificateInvalid;
import static tarn.services.iam.IamFaults.quotaExceeded;

import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteSigningCertificateRequest;
import software.amazon.awssdk.services.iam.model.DeleteSigningCertificateResponse;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesResponse;
import software.amazon.awssdk.services.iam.model.SigningCertificate;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateSigningCertificateRequest;
import software.amazon.awssdk.services.iam.model.UpdateSigningCertificateResponse;
import software.amazon.awssdk.services.iam.model.UploadSigningCertificateRequest;
import software.amazon.awssdk.services.iam.model.UploadSigningCertificateResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;

/** Users' X.509 signing certificates. They are kept; nothing here is signed with them, as on AWS little is. */
final class SigningCertificates implements IamClient, Part {

    /** A certificate as it is kept. */
    record Certificate(String id, String body, boolean active, Instant uploaded) implements Belongings.Belonging {}

    private static final int CERTIFICATES_PER_USER_MAX = 2;
    private static final String ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int ID_LENGTH = 32;

    private final Platform platform;
    private final Entities<UserEntity> users;
    private final Belongings<Certificate> certificates;
    private final Pages pages;

    SigningCertificates(
            Platform platform, Entities<UserEntity> users, Belongings<Certificate> certificates, Pages pages) {
        this.platform = platform;
        this.users = users;
        this.certificates = certificates;
        this.pages = pages;
    }

    @Override
    public UploadSigningCertificateResponse uploadSigningCertificate(UploadSigningCertificateRequest request) {
        var name = users.get(Users.named(request.userName())).name();
        var added = certificates.add(name, present -> decide(request.certificateBody(), present));
        return UploadSigningCertificateResponse.builder()
                .certificate(answered(name, added))
                .build();
    }

    private Certificate decide(String body, List<Certificate> present) {
        var fault = "Certificate is malformed";
        var given = Pem.certificates(body, fault).getFirst();
        var now = platform.clock().instant();
        if (now.isBefore(given.getNotBefore().toInstant())
                || now.isAfter(given.getNotAfter().toInstant())) {
            throw certificateInvalid();
        }
        for (var one : present) {
            if (Pem.same(given, Pem.certificates(one.body(), fault).getFirst())) {
                throw certificateDuplicate();
            }
        }
        if (present.size() >= CERTIFICATES_PER_USER_MAX) {
            throw quotaExceeded("CertificatesPerUser", CERTIFICATES_PER_USER_MAX);
        }
        return new Certificate(platform.ids().random(ID_LETTERS, ID_LENGTH), body, true, now);
    }

    @Override
    public ListSigningCertificatesResponse listSigningCertificates(ListSigningCertificatesRequest request) {
        var user = users.get(Users.named(request.userName()));
        var page = pages.page(
                "ListSigningCertificates",
                request.marker(),
                request.maxItems(),
                certificates.of(user),
                Certificate::id);
        return ListSigningCertificatesResponse.builder()
                .certificates(page.items().stream()
                        .map(one -> answered(user.name(), one))
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public UpdateSigningCertificateResponse updateSigningCertificate(UpdateSigningCertificateRequest request) {
        boolean active = request.status() == StatusType.ACTIVE;
        certificates.change(
                users.get(Users.named(request.userName())),
                request.certificateId(),
                one -> new Certificate(one.id(), one.body(), active, one.uploaded()));
        return UpdateSigningCertificateResponse.builder().build();
    }

    @Override
    public DeleteSigningCertificateResponse deleteSigningCertificate(DeleteSigningCertificateRequest request) {
        certificates.remove(users.get(Users.named(request.userName())), request.certificateId());
        return DeleteSigningCertificateResponse.builder().build();
    }

    private static SigningCertificate answered(String user, Certificate one) {
        return SigningCertificate.builder()
                .userName(user)
                .certificateId(one.id())
                .certificateBody(one.body())
                .status(one.active() ? StatusType.ACTIVE : StatusType.INACTIVE)
                .uploadDate(Answers.seconds(one.uploaded()))
                .build();
    }
}
