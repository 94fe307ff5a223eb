"""The doors of a bucket that are not its API: websites, pages of other origins, forms; and who may open them."""

import http.client
import json
import urllib.parse

import botocore.exceptions
import pytest


@pytest.fixture
def refused():
    def check(code, status, call, **arguments):
        with pytest.raises(botocore.exceptions.ClientError) as problem:
            call(**arguments)
        answer = problem.value.response
        assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
        return answer["Error"]

    return check


@pytest.fixture
def ask(server):
    """One request by hand; gives status, headers and body."""

    def send(method, path, headers=None, body=None):
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        line.request(method, path, body, headers or {})
        answer = line.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()

    return send


def readable(bucket, principal="*", **condition):
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_website(s3, bucket, ask):
    site = {"Host": f"{bucket}.s3-website.us-east-1.localhost"}
    s3.put_bucket_website(
        Bucket=bucket,
        WebsiteConfiguration={
            "IndexDocument": {"Suffix": "index.html"},
            "ErrorDocument": {"Key": "error.html"},
            "RoutingRules": [
                {"Condition": {"KeyPrefixEquals": "old/"}, "Redirect": {"ReplaceKeyPrefixWith": "new/"}},
            ],
        },
    )
    s3.put_object(Bucket=bucket, Key="docs/index.html", Body=b"<h1>docs</h1>", ContentType="text/html")
    s3.put_object(Bucket=bucket, Key="error.html", Body=b"lost", ContentType="text/html")

    status, headers, body = ask("GET", "/docs/", site)
    assert (status, headers["content-type"], body) == (200, "text/html", "<h1>docs</h1>")
    status, headers, _ = ask("GET", "/docs", site)
    assert (status, headers["location"]) == (302, "/docs/")
    status, headers, _ = ask("GET", "/old/a", site)
    assert (status, headers["location"]) == (301, f"http://{site['Host']}/new/a")
    assert ask("GET", "/none", site)[::2] == (404, "lost")
    assert ask("GET", f"/_tarn/sites/{bucket}/docs/")[2] == "<h1>docs</h1>"
    # Keys are not paths: nothing is above the bucket
    assert ask("GET", "/../../etc/passwd", site)[0] == 404
    assert ask("GET", "/%2e%2e/%2e%2e/etc/passwd", site)[0] == 404


def test_pages_of_other_origins(s3, bucket, ask):
    s3.put_object(Bucket=bucket, Key="k", Body=b"content")
    page = {"Origin": "https://www.example.com", "Access-Control-Request-Method": "PUT"}
    assert ask("OPTIONS", f"/{bucket}/k", page)[0] == 403
    rule = {"AllowedOrigins": ["https://*.example.com"], "AllowedMethods": ["GET", "PUT"], "ExposeHeaders": ["ETag"]}
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})
    assert s3.get_bucket_cors(Bucket=bucket)["CORSRules"] == [rule]

    status, headers, _ = ask("OPTIONS", f"/{bucket}/k", page)
    assert (status, headers["access-control-allow-origin"]) == (200, "https://www.example.com")
    status, headers, _ = ask("OPTIONS", "/k", page | {"Host": f"{bucket}.s3.localhost"})
    assert (status, headers["access-control-allow-methods"]) == (200, "GET, PUT")
    status, _, body = ask("OPTIONS", f"/{bucket}/k", page | {"Origin": "https://example.org"})
    assert status == 403 and "<Code>AccessForbidden</Code>" in body
    status, headers, body = ask("GET", f"/{bucket}/k", {"Origin": "https://www.example.com"})
    assert (body, headers["access-control-expose-headers"]) == ("content", "ETag")
    assert "Origin" in headers["vary"]


def multipart(fields, content):
    boundary = "3f1b9c"
    body = b""
    for name, value in fields.items():
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    body += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="cat.jpg"\r\n\r\n'.encode()
    body += content + f"\r\n--{boundary}--\r\n".encode()
    return {"Content-Type": f"multipart/form-data; boundary={boundary}"}, body


def test_a_presigned_form(s3, bucket, ask):
    form = s3.generate_presigned_post(
        bucket,
        "pictures/${filename}",
        Fields={"acl": "private", "success_action_status": "201"},
        Conditions=[{"acl": "private"}, {"success_action_status": "201"}, ["content-length-range", 1, 1_000_000]],
    )
    path = urllib.parse.urlparse(form["url"]).path

    def post(content=b"meow", **changed):
        headers, body = multipart(form["fields"] | changed, content)
        host = urllib.parse.urlparse(form["url"]).netloc
        status, _, answer = ask("POST", path or "/", headers | {"Host": host}, body)
        return status, answer

    status, answer = post(b"m" * 900_000)
    assert status == 201 and f"<Bucket>{bucket}</Bucket><Key>pictures/cat.jpg</Key>" in answer
    assert s3.head_object(Bucket=bucket, Key="pictures/cat.jpg")["ContentLength"] == 900_000
    status, answer = post(key="elsewhere")
    assert status == 403 and "Invalid according to Policy: Policy Condition failed" in answer
    status, answer = post(**{"x-amz-meta-a": "b"})
    assert status == 403 and "Extra input fields: x-amz-meta-a" in answer
    status, answer = post(b"m" * 1_000_001)
    assert status == 400 and "<Code>EntityTooLarge</Code>" in answer
    assert s3.head_object(Bucket=bucket, Key="pictures/cat.jpg")["ContentLength"] == 900_000


def test_a_public_policy_needs_the_block_taken_away(s3, bucket, refused):
    error = refused("AccessDenied", 403, s3.put_bucket_policy, Bucket=bucket, Policy=readable(bucket))
    assert "BlockPublicPolicy" in error["Message"]
    refused("NoSuchBucketPolicy", 404, s3.get_bucket_policy, Bucket=bucket)
    s3.delete_public_access_block(Bucket=bucket)
    refused("NoSuchPublicAccessBlockConfiguration", 404, s3.get_public_access_block, Bucket=bucket)
    s3.put_bucket_policy(Bucket=bucket, Policy=readable(bucket))
    assert s3.get_bucket_policy(Bucket=bucket)["Policy"] == readable(bucket)
    assert s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"]
    s3.put_bucket_policy(Bucket=bucket, Policy=readable(bucket, IpAddress={"aws:SourceIp": "192.0.2.0/24"}))
    assert not s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"]
    refused("MalformedPolicy", 400, s3.put_bucket_policy, Bucket=bucket, Policy=readable("another-bucket"))
    refused("MalformedPolicy", 400, s3.put_bucket_policy, Bucket=bucket, Policy=readable(bucket) + " " * 20480)


def test_acls_are_off_until_ownership_allows_them(s3, bucket, refused):
    refused("AccessControlListNotSupported", 400, s3.put_bucket_acl, Bucket=bucket, ACL="private")
    rules = [{"ObjectOwnership": "BucketOwnerPreferred"}]
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls={"Rules": rules})
    assert s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"] == rules
    refused("AccessDenied", 403, s3.put_bucket_acl, Bucket=bucket, ACL="public-read")
    s3.delete_public_access_block(Bucket=bucket)
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read")
    grants = s3.get_bucket_acl(Bucket=bucket)["Grants"]
    assert [grant["Permission"] for grant in grants] == ["FULL_CONTROL", "READ"]
    assert grants[1]["Grantee"]["URI"].endswith("/global/AllUsers")


def test_destinations_of_events_that_are_not_there_are_refused(s3, bucket, refused):
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
    error = refused(
        "InvalidArgument",
        400,
        s3.put_bucket_notification_configuration,
        Bucket=bucket,
        NotificationConfiguration={
            "QueueConfigurations": [
                {"QueueArn": "arn:aws:sqs:us-east-1:123456789012:q", "Events": ["s3:ObjectCreated:*"]}
            ]
        },
    )
    assert error["Message"] == "Unable to validate the following destination configurations"


@pytest.mark.parametrize(
    "what",
    "cors website logging notification acl ownershipControls publicAccessBlock requestPayment accelerate"
    " tagging versioning".split(),
)
def test_xml_bombs(bucket, ask, what):
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c SYSTEM "file:///etc/passwd">]><a>&b;&c;</a>'
    status, _, body = ask("PUT", f"/{bucket}?{what}", body=bomb)
    assert status == 400 and "<Code>MalformedXML</Code>" in body and "root:" not in body
