package tarn.services.iam;

import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.DuplicateCertificateException;
import software.amazon.awssdk.services.iam.model.DuplicateSshPublicKeyException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InvalidAuthenticationCodeException;
import software.amazon.awssdk.services.iam.model.InvalidCertificateException;
import software.amazon.awssdk.services.iam.model.InvalidPublicKeyException;
import software.amazon.awssdk.services.iam.model.KeyPairMismatchException;
import software.amazon.awssdk.services.iam.model.MalformedCertificateException;
import software.amazon.awssdk.services.iam.model.ServiceNotSupportedException;
import software.amazon.awssdk.services.iam.model.UnrecognizedPublicKeyEncodingException;

/** The errors of devices, certificates and keys other than access keys, in AWS's own words. */
final class CredentialFaults {

    static IamException deviceAbsent(String serial) {
        return IamFaults.noSuchEntity("VirtualMFADevice with serial number " + serial + " does not exist.");
    }

    static IamException deviceNotOf(String serial, String user) {
        return IamFaults.noSuchEntity(
                "MFA Device with serial number " + serial + " is not assigned to user " + user + ".");
    }

    static IamException deviceExists() {
        return IamFaults.alreadyExists("MFADevice entity at the same path and name already exists.");
    }

    static IamException deviceAssigned() {
        return IamFaults.alreadyExists("MFA Device is already in use.");
    }

    static IamException deviceInUse() {
        return IamFaults.with(
                DeleteConflictException.builder(),
                "DeleteConflict",
                409,
                "MFA VirtualDevice in use. Must deactivate first.");
    }

    static IamException codeWrong() {
        return IamFaults.with(
                InvalidAuthenticationCodeException.builder(),
                "InvalidAuthenticationCode",
                403,
                "Authentication code for device is not valid.");
    }

    static IamException noSuchSshKey(String id) {
        return IamFaults.noSuchEntity("The Public Key with id " + id + " cannot be found.");
    }

    static IamException noSuchCertificate(String id) {
        return IamFaults.noSuchEntity("The Certificate with id " + id + " cannot be found.");
    }

    static IamException noSuchServerCertificate(String name) {
        return IamFaults.noSuchEntity("The Server Certificate with name " + name + " cannot be found.");
    }

    static IamException serverCertificateExists(String name) {
        return IamFaults.alreadyExists("The Server Certificate with name " + name + " already exists.");
    }

    static IamException noSuchServiceCredential(String id) {
        return IamFaults.noSuchEntity("No such credential " + id + " exists");
    }

    static IamException serviceNotSupported(String service) {
        return IamFaults.with(
                ServiceNotSupportedException.builder(),
                "NotSupportedService",
                404,
                "Service " + service + " is not supported for this operation");
    }

    static IamException publicKeyInvalid() {
        return IamFaults.with(
                InvalidPublicKeyException.builder(), "InvalidPublicKey", 400, "The public key is not valid.");
    }

    static IamException publicKeyUnrecognized() {
        return IamFaults.with(
                UnrecognizedPublicKeyEncodingException.builder(),
                "UnrecognizedPublicKeyEncoding",
                400,
                "The public key is not in SSH or PEM encoding.");
    }

    static IamException publicKeyDuplicate() {
        return IamFaults.with(
                DuplicateSshPublicKeyException.builder(),
                "DuplicateSSHPublicKey",
                400,
                "The public key is already associated with the user.");
    }

    static IamException certificateMalformed(String why) {
        return IamFaults.with(MalformedCertificateException.builder(), "MalformedCertificate", 400, why);
    }

    static IamException certificateInvalid() {
        return IamFaults.with(
                InvalidCertificateException.builder(), "InvalidCertificate", 400, "The certificate is not valid now.");
    }

    static IamException certificateDuplicate() {
        return IamFaults.with(
                DuplicateCertificateException.builder(),
                "DuplicateCertificate",
                409,
                "The certificate is already associated with the user.");
    }

    static IamException keyPairMismatch() {
        return IamFaults.with(
                KeyPairMismatchException.builder(),
                "KeyPairMismatch",
                400,
                "The private key does not match the public key of the certificate.");
    }

    private CredentialFaults() {}
}
