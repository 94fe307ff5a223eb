"""KMS, Secrets Manager and Parameter Store through real clients; what they sign is checked by OpenSSL."""

import base64
import hashlib
import hmac
import subprocess

import boto3
import pytest
from botocore.exceptions import ClientError

from server import Server

MESSAGE = b"ship order 42"


@pytest.fixture
def kms(client):
    return client("kms")


def code(error):
    return error.value.response["Error"]["Code"]


def key(kms, spec, usage):
    return kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"]


def openssl(*arguments):
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, timeout=60)


def test_a_context_and_a_key_decide_what_can_be_decrypted(kms):
    key_id = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/acceptance", TargetKeyId=key_id)
    made = kms.generate_data_key(KeyId="alias/acceptance", KeySpec="AES_256", EncryptionContext={"a": "1"})
    assert len(made["Plaintext"]) == 32
    opened = kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext={"a": "1"})
    assert opened["Plaintext"] == made["Plaintext"]
    with pytest.raises(ClientError) as error:
        kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext={"a": "2"})
    assert code(error) == "InvalidCiphertextException"
    kms.disable_key(KeyId=key_id)
    with pytest.raises(kms.exceptions.DisabledException):
        kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext={"a": "1"})
    kms.enable_key(KeyId=key_id)
    kms.rotate_key_on_demand(KeyId=key_id)
    assert kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext={"a": "1"})["Plaintext"]


@pytest.mark.parametrize(
    ("spec", "algorithm", "options"),
    [
        ("RSA_2048", "RSASSA_PKCS1_V1_5_SHA_256", []),
        (
            "RSA_2048",
            "RSASSA_PSS_SHA_256",
            ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-sigopt", "rsa_mgf1_md:sha256"],
        ),
        ("ECC_NIST_P256", "ECDSA_SHA_256", []),
        ("ECC_SECG_P256K1", "ECDSA_SHA_256", []),
    ],
)
@pytest.mark.parametrize("kind", ["RAW", "DIGEST"])
def test_openssl_verifies_what_a_key_signs(kms, tmp_path, spec, algorithm, options, kind):
    key_id = key(kms, spec, "SIGN_VERIFY")
    message = MESSAGE if kind == "RAW" else hashlib.sha256(MESSAGE).digest()
    signed = kms.sign(KeyId=key_id, Message=message, MessageType=kind, SigningAlgorithm=algorithm)
    (tmp_path / "key.der").write_bytes(kms.get_public_key(KeyId=key_id)["PublicKey"])
    (tmp_path / "signature").write_bytes(signed["Signature"])
    (tmp_path / "message").write_bytes(MESSAGE)
    pem = openssl("pkey", "-pubin", "-inform", "DER", "-in", tmp_path / "key.der", "-out", tmp_path / "key.pem")
    assert pem.returncode == 0, pem.stderr
    arguments = ["-sha256", *options, "-verify", tmp_path / "key.pem", "-signature", tmp_path / "signature"]
    verified = openssl("dgst", *arguments, tmp_path / "message")
    assert "Verified OK" in verified.stdout, verified.stderr
    (tmp_path / "message").write_bytes(b"another message")
    assert "Verified OK" not in openssl("dgst", *arguments, tmp_path / "message").stdout


def test_openssl_encrypts_for_a_key(kms, tmp_path):
    key_id = key(kms, "RSA_2048", "ENCRYPT_DECRYPT")
    (tmp_path / "key.der").write_bytes(kms.get_public_key(KeyId=key_id)["PublicKey"])
    (tmp_path / "message").write_bytes(MESSAGE)
    options = ["rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256"]
    options = [word for option in options for word in ("-pkeyopt", option)]
    done = openssl(
        *("pkeyutl", "-encrypt", "-pubin", "-keyform", "DER", "-inkey", tmp_path / "key.der"),
        *(*options, "-in", tmp_path / "message", "-out", tmp_path / "blob"),
    )
    assert done.returncode == 0, done.stderr
    blob = (tmp_path / "blob").read_bytes()
    opened = kms.decrypt(KeyId=key_id, CiphertextBlob=blob, EncryptionAlgorithm="RSAES_OAEP_SHA_256")
    assert opened["Plaintext"] == MESSAGE


def test_imported_hmac_material_makes_the_macs_that_python_makes(kms, tmp_path):
    made = kms.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC", Origin="EXTERNAL")
    key_id = made["KeyMetadata"]["KeyId"]
    given = kms.get_parameters_for_import(
        KeyId=key_id, WrappingAlgorithm="RSAES_OAEP_SHA_256", WrappingKeySpec="RSA_2048"
    )
    material = bytes(range(32))
    (tmp_path / "key.der").write_bytes(given["PublicKey"])
    (tmp_path / "material").write_bytes(material)
    options = ["-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256", "-pkeyopt", "rsa_mgf1_md:sha256"]
    done = openssl(
        *("pkeyutl", "-encrypt", "-pubin", "-keyform", "DER", "-inkey", tmp_path / "key.der"),
        *(*options, "-in", tmp_path / "material", "-out", tmp_path / "wrapped"),
    )
    assert done.returncode == 0, done.stderr
    kms.import_key_material(
        KeyId=key_id,
        ImportToken=given["ImportToken"],
        EncryptedKeyMaterial=(tmp_path / "wrapped").read_bytes(),
        ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE",
    )
    mac = kms.generate_mac(KeyId=key_id, Message=MESSAGE, MacAlgorithm="HMAC_SHA_256")["Mac"]
    assert mac == hmac.new(material, MESSAGE, hashlib.sha256).digest()


def test_the_cli_keeps_secrets_and_parameters(cli):
    made = cli("secretsmanager", "create-secret", "--name", "db/orders", "--secret-string", "pa55")
    assert cli("secretsmanager", "get-secret-value", "--secret-id", made["ARN"])["SecretString"] == "pa55"
    cli("secretsmanager", "put-secret-value", "--secret-id", "db/orders", "--secret-string", "new")
    before = cli(
        *("secretsmanager", "get-secret-value", "--secret-id", "db/orders", "--version-stage", "AWSPREVIOUS"),
    )
    assert before["SecretString"] == "pa55"
    cli("ssm", "put-parameter", "--name", "/app/token", "--type", "SecureString", "--value", "s3cret")
    read = cli("ssm", "get-parameters-by-path", "--path", "/app", "--with-decryption")
    assert [parameter["Value"] for parameter in read["Parameters"]] == ["s3cret"]
    secret = cli("ssm", "get-parameter", "--name", "/aws/reference/secretsmanager/db/orders", "--with-decryption")
    assert secret["Parameter"]["Value"] == "new"


def test_secrets_survive_a_kill_lie_nowhere_in_clear_and_need_the_master_key(tmp_path, credentials):
    data = tmp_path / "data"
    server = Server(tmp_path / "server.log", data)
    server.start()
    try:
        clients = {
            name: boto3.client(name, endpoint_url=server.url, **credentials)
            for name in ("kms", "secretsmanager", "ssm", "iam")
        }
        keys = clients["kms"]
        key_id = keys.create_key()["KeyMetadata"]["KeyId"]
        data_key = keys.generate_data_key(KeyId=key_id, KeySpec="AES_256")
        clients["secretsmanager"].create_secret(Name="s", SecretString="correct-horse-battery")
        clients["ssm"].put_parameter(Name="p", Type="SecureString", Value="staple-of-the-day")
        clients["iam"].create_user(UserName="ann")
        access = clients["iam"].create_access_key(UserName="ann")["AccessKey"]["SecretAccessKey"]
        server.kill()

        secrets = [b"correct-horse-battery", b"staple-of-the-day", access.encode(), data_key["Plaintext"]]
        secrets += [base64.b64encode(data_key["Plaintext"])]
        for file in data.rglob("*"):
            if file.is_file():
                content = file.read_bytes()
                assert not [secret for secret in secrets if secret in content], file

        master, away = data / "master-key", tmp_path / "away"
        assert master.stat().st_mode & 0o777 == 0o600
        master.rename(away)
        with pytest.raises(RuntimeError, match="master key file .* is missing"):
            server.start()
        master.write_text("ab" * 32 + "\n")
        master.chmod(0o600)
        with pytest.raises(RuntimeError, match="is not the one that the data"):
            server.start()
        away.replace(master)

        server.start()
        assert keys.decrypt(CiphertextBlob=data_key["CiphertextBlob"])["Plaintext"] == data_key["Plaintext"]
        assert clients["secretsmanager"].get_secret_value(SecretId="s")["SecretString"] == "correct-horse-battery"
        read = clients["ssm"].get_parameter(Name="p", WithDecryption=True)
        assert read["Parameter"]["Value"] == "staple-of-the-day"

        server.stop()
        server.options += ["--master-key-file", str(tmp_path / "next"), "--former-master-key-file", str(master)]
        server.start()
        assert keys.decrypt(CiphertextBlob=data_key["CiphertextBlob"])["Plaintext"] == data_key["Plaintext"]
        server.kill()
        master.unlink()
        server.options = server.options[:-2]
        server.start()
        assert clients["secretsmanager"].get_secret_value(SecretId="s")["SecretString"] == "correct-horse-battery"
    finally:
        server.stop()
