package tarn.services.iam;

import static tarn.services.iam.IamFaults.quotaExceeded;

import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteServerCertificateRequest;
import software.amazon.awssdk.services.iam.model.DeleteServerCertificateResponse;
import software.amazon.awssdk.services.iam.model.GetServerCertificateRequest;
import software.amazon.awssdk.services.iam.model.GetServerCertificateResponse;
import software.amazon.awssdk.services.iam.model.ListServerCertificateTagsRequest;
import software.amazon.awssdk.services.iam.model.ListServerCertificateTagsResponse;
import software.amazon.awssdk.services.iam.model.ListServerCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListServerCertificatesResponse;
import software.amazon.awssdk.services.iam.model.ServerCertificateMetadata;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagServerCertificateRequest;
import software.amazon.awssdk.services.iam.model.TagServerCertificateResponse;
import software.amazon.awssdk.services.iam.model.UntagServerCertificateRequest;
import software.amazon.awssdk.services.iam.model.UntagServerCertificateResponse;
import software.amazon.awssdk.services.iam.model.UpdateServerCertificateRequest;
import software.amazon.awssdk.services.iam.model.UpdateServerCertificateResponse;
import software.amazon.awssdk.services.iam.model.UploadServerCertificateRequest;
import software.amazon.awssdk.services.iam.model.UploadServerCertificateResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;

/**
 * Certificates of servers. The private key is checked to be the certificate's and then forgotten: nothing here serves
 * with it, and AWS never gives it back.
 */
final class ServerCertificates implements IamClient, Part {

    static final int CERTIFICATES_MAX = 20;

    private final Platform platform;
    private final Entities<CertificateEntity> certificates;
    private final Pages pages;

    ServerCertificates(Platform platform, Entities<CertificateEntity> certificates, Pages pages) {
        this.platform = platform;
        this.certificates = certificates;
        this.pages = pages;
    }

    @Override
    public UploadServerCertificateResponse uploadServerCertificate(UploadServerCertificateRequest request) {
        var given = Pem.certificates(
                        request.certificateBody(),
                        "Unable to parse certificate. Please ensure the certificate is in PEM format.")
                .getFirst();
        Pem.requirePair(request.privateKey(), given);
        if (request.certificateChain() != null) {
            Pem.certificates(
                    request.certificateChain(),
                    "Unable to parse certificate chain. Please ensure it is in PEM format.");
        }
        if (certificates.all().count() >= CERTIFICATES_MAX) {
            throw quotaExceeded("ServerCertificatesPerAccount", CERTIFICATES_MAX);
        }
        var kept = certificates.create(new CertificateEntity(
                request.serverCertificateName(),
                request.path() == null ? "/" : request.path(),
                Identifiers.SERVER_CERTIFICATE.next(platform.ids()),
                platform.clock().instant(),
                Tags.added(Map.of(), request.tags()),
                request.certificateBody(),
                request.certificateChain(),
                given.getNotAfter().toInstant()));
        return UploadServerCertificateResponse.builder()
                .serverCertificateMetadata(answered(kept))
                .tags(kept.tags().isEmpty() ? null : Tags.answered(kept.tags()))
                .build();
    }

    @Override
    public GetServerCertificateResponse getServerCertificate(GetServerCertificateRequest request) {
        var kept = certificates.get(request.serverCertificateName());
        return GetServerCertificateResponse.builder()
                .serverCertificate(answer -> answer.serverCertificateMetadata(answered(kept))
                        .certificateBody(kept.body())
                        .certificateChain(kept.chain())
                        .tags(kept.tags().isEmpty() ? null : Tags.answered(kept.tags())))
                .build();
    }

    @Override
    public ListServerCertificatesResponse listServerCertificates(ListServerCertificatesRequest request) {
        var prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
        var page = pages.page(
                "ListServerCertificates",
                request.marker(),
                request.maxItems(),
                certificates.all().filter(one -> one.path().startsWith(prefix)),
                one -> one.name().toLowerCase(Locale.ROOT));
        return ListServerCertificatesResponse.builder()
                .serverCertificateMetadataList(
                        page.items().stream().map(ServerCertificates::answered).toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public UpdateServerCertificateResponse updateServerCertificate(UpdateServerCertificateRequest request) {
        Entities.keep(platform, batch -> {
            var seen = certificates.entry(request.serverCertificateName());
            var one = seen.value();
            certificates.move(
                    batch,
                    seen,
                    one.moved(
                            request.newServerCertificateName() == null
                                    ? one.name()
                                    : request.newServerCertificateName(),
                            request.newPath() == null ? one.path() : request.newPath()));
        });
        return UpdateServerCertificateResponse.builder().build();
    }

    @Override
    public DeleteServerCertificateResponse deleteServerCertificate(DeleteServerCertificateRequest request) {
        certificates.delete(request.serverCertificateName());
        return DeleteServerCertificateResponse.builder().build();
    }

    @Override
    public TagServerCertificateResponse tagServerCertificate(TagServerCertificateRequest request) {
        certificates.change(request.serverCertificateName(), one -> one.tagged(Tags.added(one.tags(), request.tags())));
        return TagServerCertificateResponse.builder().build();
    }

    @Override
    public UntagServerCertificateResponse untagServerCertificate(UntagServerCertificateRequest request) {
        certificates.change(
                request.serverCertificateName(), one -> one.tagged(Tags.removed(one.tags(), request.tagKeys())));
        return UntagServerCertificateResponse.builder().build();
    }

    @Override
    public ListServerCertificateTagsResponse listServerCertificateTags(ListServerCertificateTagsRequest request) {
        var tags =
                Tags.answered(certificates.get(request.serverCertificateName()).tags());
        var page =
                pages.page("ListServerCertificateTags", request.marker(), request.maxItems(), tags.stream(), Tag::key);
        return ListServerCertificateTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private static ServerCertificateMetadata answered(CertificateEntity one) {
        return ServerCertificateMetadata.builder()
                .serverCertificateName(one.name())
                .path(one.path())
                .serverCertificateId(one.id())
                .arn(one.arn())
                .uploadDate(Answers.seconds(one.created()))
                .expiration(Answers.seconds(one.expires()))
                .build();
    }
}
