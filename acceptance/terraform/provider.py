"""Leaves of Terraform's AWS provider only the services that Tarn's tests use, so that it is compiled in minutes.

The provider's sources come from Go's module registry as they are; its list of services is a generated file, and the SDK
clients that nothing asks for any more go with it.

usage: provider.py SOURCES
"""

import pathlib
import re
import sys

SERVICES = {
    *("athena", "cloudtrail", "glue", "iam", "kms", "meta", "s3", "s3control", "secretsmanager", "ssm", "sts"),
    *("cloudwatch", "dynamodb", "events", "kinesis", "lambda", "logs", "scheduler", "sns", "sqs"),
    *("ec2", "organizations"),  # asked for by the others
}
SERVICE = re.compile(r'\t"github\.com/hashicorp/terraform-provider-aws/internal/service/(\w+)"\n')
PACKAGE = re.compile(r"\t\t(\w+)\.ServicePackage\(ctx\),\n")
CLIENT = re.compile(r"func \(c \*AWSClient\) (\w+)\(ctx context\.Context[^\n]*\n(?:[^}\n][^\n]*\n)*}\n\n?")
IMPORT = re.compile(r'\t(?:(\w+) )?"(github\.com/aws/aws-sdk-go-v2/service/[^"]+)"\n')


def main():
    internal = pathlib.Path(sys.argv[1]) / "internal"
    listed = internal / "provider/sdkv2/service_packages_gen.go"
    text = listed.read_text()
    for pattern in (SERVICE, PACKAGE):
        text = pattern.sub(lambda found: found[0] if found[1] in SERVICES else "", text)
    listed.write_text(text)

    clients = internal / "conns/awsclient_gen.go"
    asked = set()
    for source in internal.rglob("*.go"):
        where = source.relative_to(internal).parts
        kept = where[0] != "service" or where[1] in SERVICES
        if kept and where[0] not in ("acctest", "generate") and source != clients and "_test" not in source.name:
            asked |= set(re.findall(r"\.(\w+Client)\(", source.read_text()))
    text = CLIENT.sub(lambda found: found[0] if found[1] in asked else "", clients.read_text())
    body = text.partition("\n)\n")[2]
    text = IMPORT.sub(
        lambda found: found[0] if re.search(rf"\b{found[1] or found[2].split('/')[-1]}\.", body) else "", text
    )
    clients.write_text(text)


if __name__ == "__main__":
    main()
