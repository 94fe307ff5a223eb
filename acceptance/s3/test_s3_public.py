"""What the public sees of a bucket while policies are enforced: nothing, until it is let in on purpose."""

import http.client
import json
import urllib.parse

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from server import Server

OWN_SERVER = True


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    folder = tmp_path_factory.mktemp("public")
    running = Server(folder / "server.log", data=folder / "data", options=["--enforce-iam"])
    running.start()
    running.root_key = (folder / "data" / "root-key").read_text().split()
    yield running
    running.stop()


@pytest.fixture
def s3(ours):
    return boto3.client(
        "s3",
        endpoint_url=ours.url,
        region_name="us-east-1",
        aws_access_key_id=ours.root_key[0],
        aws_secret_access_key=ours.root_key[1],
        config=Config(signature_version="s3v4", retries={"total_max_attempts": 1}),
    )


@pytest.fixture
def ask(ours):
    def send(method, path, headers=None, body=None):
        line = http.client.HTTPConnection("127.0.0.1", ours.port, timeout=30)
        line.request(method, path, body, headers or {})
        answer = line.getresponse()
        return answer.status, answer.read().decode()

    return send


def public(bucket):
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_public_site_needs_a_policy_and_the_block_taken_away(s3, ask):
    s3.create_bucket(Bucket="site")
    s3.put_bucket_website(Bucket="site", WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})
    s3.put_object(Bucket="site", Key="index.html", Body=b"home", ContentType="text/html")
    s3.put_object(Bucket="site", Key="docs/index.html", Body=b"docs", ContentType="text/html")
    host = {"Host": "site.s3-website.us-east-1.localhost"}

    assert ask("GET", "/", host)[0] == 403
    s3.delete_public_access_block(Bucket="site")
    assert ask("GET", "/", host)[0] == 403
    s3.put_bucket_policy(Bucket="site", Policy=public("site"))
    assert ask("GET", "/", host) == (200, "home")
    assert ask("GET", "/docs", host)[0] == 302
    assert ask("GET", "/site/index.html") == (200, "home")
    # Who may not list is not told what is not there
    assert ask("GET", "/none", host)[0] == 403
    assert ask("PUT", "/site/index.html", body="theirs")[0] == 403

    s3.put_public_access_block(
        Bucket="site",
        PublicAccessBlockConfiguration={"RestrictPublicBuckets": True},
    )
    assert ask("GET", "/", host)[0] == 403
    s3.delete_public_access_block(Bucket="site")
    s3.put_bucket_request_payment(Bucket="site", RequestPaymentConfiguration={"Payer": "Requester"})
    assert ask("GET", "/", host)[0] == 403
    assert s3.get_object(Bucket="site", Key="index.html")["Body"].read() == b"home"


def test_a_public_acl_lets_everybody_read_one_object(s3, ask):
    s3.create_bucket(Bucket="shared", ObjectOwnership="ObjectWriter")
    s3.delete_public_access_block(Bucket="shared")
    s3.put_object(Bucket="shared", Key="open", Body=b"open", ACL="public-read")
    s3.put_object(Bucket="shared", Key="closed", Body=b"closed")
    assert ask("GET", "/shared/open") == (200, "open")
    assert ask("GET", "/shared/closed")[0] == 403
    s3.put_public_access_block(Bucket="shared", PublicAccessBlockConfiguration={"IgnorePublicAcls": True})
    assert ask("GET", "/shared/open")[0] == 403


def test_a_form_is_believed_only_if_its_policy_is_signed(s3, ask):
    s3.create_bucket(Bucket="uploads")
    form = s3.generate_presigned_post("uploads", "${filename}")

    def post(fields):
        boundary = "b1b1"
        body = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        body += (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nhi\r\n--{boundary}--\r\n'
        )
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Host": urllib.parse.urlparse(form["url"]).netloc,
        }
        return ask("POST", urllib.parse.urlparse(form["url"]).path or "/", headers, body.encode())

    assert post(form["fields"])[0] == 204
    assert s3.get_object(Bucket="uploads", Key="f")["Body"].read() == b"hi"
    wider = s3.generate_presigned_post("uploads", "${filename}", ExpiresIn=7200)["fields"]["policy"]
    status, answer = post(form["fields"] | {"policy": wider})
    assert status == 403 and "SignatureDoesNotMatch" in answer
    status, answer = post({"key": "f"})
    assert status == 403 and "AccessDenied" in answer


def test_copies_and_uploads_in_parts_have_the_acl_they_ask_for(s3, bucket, endpoint_url):
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration={"BlockPublicAcls": False})
    s3.put_bucket_ownership_controls(
        Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}
    )
    s3.put_object(Bucket=bucket, Key="own", Body=b"content")
    s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "own"}, ACL="public-read")
    upload = s3.create_multipart_upload(Bucket=bucket, Key="parts", ACL="public-read")["UploadId"]
    part = s3.upload_part(Bucket=bucket, Key="parts", UploadId=upload, PartNumber=1, Body=b"content")
    s3.complete_multipart_upload(
        Bucket=bucket,
        Key="parts",
        UploadId=upload,
        MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]},
    )

    def groups(key):
        grants = s3.get_object_acl(Bucket=bucket, Key=key)["Grants"]
        return [grant["Grantee"]["URI"].rsplit("/", 1)[1] for grant in grants if grant["Grantee"]["Type"] == "Group"]

    assert [groups(key) for key in ("own", "copy", "parts")] == [[], ["AllUsers"], ["AllUsers"]]


def test_reads_that_say_how_to_encrypt_are_refused(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"content")
    s3.meta.events.register(
        "before-sign.s3.GetObject",
        lambda request, **_: request.headers.add_header("x-amz-server-side-encryption", "AES256"),
    )
    with pytest.raises(ClientError) as refusal:
        s3.get_object(Bucket=bucket, Key="k")
    error = refusal.value.response["Error"]
    assert error["Code"] == "InvalidArgument"
    assert error["Message"] == "x-amz-server-side-encryption header is not supported for this operation."
