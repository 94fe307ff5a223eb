package tarn.services.iam;

import tarn.kernel.Platform;
import tarn.store.Formats;

/** Everything that users may have beside access keys, a password and devices. */
record UserBelongings(
        Belongings<SigningCertificates.Certificate> certificates,
        Belongings<SshKeys.PublicKey> sshKeys,
        Belongings<ServiceCredentials.Credential> credentials) {

    static UserBelongings on(Platform platform, Entities<UserEntity> users) {
        return new UserBelongings(
                new Belongings<>(
                        platform,
                        users,
                        "signing-certificates",
                        Formats.record(SigningCertificates.Certificate.class),
                        CredentialFaults::noSuchCertificate),
                new Belongings<>(
                        platform,
                        users,
                        "ssh-keys",
                        Formats.record(SshKeys.PublicKey.class),
                        CredentialFaults::noSuchSshKey),
                new Belongings<>(
                        platform,
                        users,
                        "service-credentials",
                        Formats.record(ServiceCredentials.Credential.class),
                        CredentialFaults::noSuchServiceCredential));
    }
}
