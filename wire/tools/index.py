"""Makes the index of AWS services that wire reads: what the SDK's classes do not say.

Usage: python3 wire/tools/index.py [SERVICE ...]

SERVICE is a name as botocore's data folder has it (`glue`, `stepfunctions`); without any, the services that are
already in the index are made again. An installed botocore is read, whose version should be of the time of the SDK's:
1.43.83 goes with the SDK 2.54.15. Nothing of it is needed to build or to run. Three resources are written per service,
named like the package of the AWS SDK for Java:

<name>.index        one fact per line, tab-separated: names, protocols, errors, operations
<name>.constraints  what inputs must satisfy, by shape
<name>.sensitive    members that the model calls sensitive, which the audit hides; in the kernel, for the audit's stage

The facts that botocore does not have stand in OVERLAYS below, each with where it is from.
"""

import gzip
import json
import pathlib
import sys

import botocore

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE.parent / "src/main/resources/tarn/wire/index"
SENSITIVE = HERE.parents[1] / "kernel/src/main/resources/tarn/audit/sensitive"
DATA = pathlib.Path(botocore.__file__).parent / "data"

DIALECTS = {
    "json": "AWS_JSON",
    "rest-json": "REST_JSON",
    "rest-xml": "REST_XML",
    "query": "AWS_QUERY",
    "ec2": "EC2_QUERY",
    "smithy-rpc-v2-cbor": "RPC_V2_CBOR",
}

# What SQS called things before it spoke JSON: its API reference's query examples and older models. "*" is the name
# of the list's element.
SQS_ALIASES = [
    ("AttributeNames", "AttributeName"),
    ("MessageSystemAttributeNames", "MessageSystemAttributeName"),
    ("MessageAttributeNames", "MessageAttributeName"),
    ("Attributes", "Attribute", "Name", "Value"),
    ("MessageAttributes", "MessageAttribute", "Name", "Value"),
    ("MessageSystemAttributes", "MessageSystemAttribute", "Name", "Value"),
    ("tags", "Tag", "Key", "Value"),
    ("Tags", "Tag", "Key", "Value"),
    ("TagKeys", "TagKey"),
    ("Entries", "*"),
    ("Successful", "*"),
    ("Failed", "*"),
    ("Messages", "*"),
    ("AWSAccountIds", "AWSAccountId"),
    ("Actions", "ActionName"),
    ("QueueUrls", "QueueUrl"),
    ("queueUrls", "QueueUrl"),
    ("StringListValues", "StringListValue"),
    ("BinaryListValues", "BinaryListValue"),
]

# SQS's codes of the query protocol, which it still sends in x-amzn-query-error: the SQS API reference, error section.
SQS_CODES = {
    "BatchEntryIdsNotDistinct": "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
    "BatchRequestTooLong": "AWS.SimpleQueueService.BatchRequestTooLong",
    "EmptyBatchRequest": "AWS.SimpleQueueService.EmptyBatchRequest",
    "InvalidBatchEntryId": "AWS.SimpleQueueService.InvalidBatchEntryId",
    "MessageNotInflight": "AWS.SimpleQueueService.MessageNotInflight",
    "PurgeQueueInProgress": "AWS.SimpleQueueService.PurgeQueueInProgress",
    "QueueDeletedRecently": "AWS.SimpleQueueService.QueueDeletedRecently",
    "QueueDoesNotExist": "AWS.SimpleQueueService.NonExistentQueue",
    "QueueNameExists": "QueueAlreadyExists",
    "TooManyEntriesInBatchRequest": "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
    "UnsupportedOperation": "AWS.SimpleQueueService.UnsupportedOperation",
    "RequestThrottled": "RequestThrottled",
    "KmsAccessDenied": "KMS.AccessDeniedException",
    "KmsDisabled": "KMS.DisabledException",
    "KmsInvalidKeyUsage": "KMS.InvalidKeyUsageException",
    "KmsInvalidState": "KMS.InvalidStateException",
    "KmsNotFound": "KMS.NotFoundException",
    "KmsOptInRequired": "KMS.OptInRequired",
    "KmsThrottled": "KMS.ThrottlingException",
}

# The root elements of S3's answers: the response syntax in the S3 API reference.
S3_ROOTS = {
    "CompleteMultipartUpload": "CompleteMultipartUploadResult",
    "CreateMultipartUpload": "InitiateMultipartUploadResult",
    "CreateSession": "CreateSessionResult",
    "DeleteObjects": "DeleteResult",
    "GetBucketAccelerateConfiguration": "AccelerateConfiguration",
    "GetBucketAcl": "AccessControlPolicy",
    "GetBucketCors": "CORSConfiguration",
    "GetBucketLifecycleConfiguration": "LifecycleConfiguration",
    "GetBucketLogging": "BucketLoggingStatus",
    "GetBucketNotificationConfiguration": "NotificationConfiguration",
    "GetBucketRequestPayment": "RequestPaymentConfiguration",
    "GetBucketTagging": "Tagging",
    "GetBucketVersioning": "VersioningConfiguration",
    "GetBucketWebsite": "WebsiteConfiguration",
    "GetObjectAcl": "AccessControlPolicy",
    "GetObjectAttributes": "GetObjectAttributesResponse",
    "GetObjectTagging": "Tagging",
    "ListBucketAnalyticsConfigurations": "ListBucketAnalyticsConfigurationResult",
    "ListBucketIntelligentTieringConfigurations": "ListBucketIntelligentTieringConfigurationsOutput",
    "ListBucketInventoryConfigurations": "ListInventoryConfigurationsResult",
    "ListBucketMetricsConfigurations": "ListMetricsConfigurationsResult",
    "ListBuckets": "ListAllMyBucketsResult",
    "ListDirectoryBuckets": "ListAllMyDirectoryBucketsResult",
    "ListMultipartUploads": "ListMultipartUploadsResult",
    "ListObjectVersions": "ListVersionsResult",
    "ListObjects": "ListBucketResult",
    "ListObjectsV2": "ListBucketResult",
    "ListParts": "ListPartsResult",
}

# dialects: what older or other clients speak besides what botocore lists.
# refuses:  the error code of a request that breaks a constraint; "" to check only what is required.
# addressed: the member that the path stands for in forms that do not have it.
# types:    what stands before an error's name in __type.
# drop:     operations that the SDK no longer has.
# patterns: what a shape's text matches where the model's would keep local ones out.
OVERLAYS = {
    "lambda": {"drop": ["InvokeAsync"]},
    "sqs": {
        "dialects": ["AWS_QUERY"],
        "aliases": SQS_ALIASES,
        "codes": SQS_CODES,
        "wrapped": True,
        "addressed": "QueueUrl",
        "namespace": "http://queue.amazonaws.com/doc/2012-11-05/",
        "types": "com.amazonaws.sqs#",
        "refuses": "",
    },
    "firehose": {"patterns": {"HttpEndpointUrl": "https?://.*"}},
    "kinesis": {"dialects": ["AWS_CBOR"]},
    "cloudwatch": {"types": "com.amazonaws.cloudwatch#", "refuses": "ValidationError"},
    "dynamodb": {"types": "com.amazonaws.dynamodb.v20120810#", "summed": True},
    "dynamodbstreams": {"types": "com.amazonaws.dynamodb.v20120810#", "summed": True},
    "s3": {
        "namespace": "http://s3.amazonaws.com/doc/2006-03-01/",
        "roots": S3_ROOTS,
        "refuses": "",
    },
    "s3control": {"refuses": ""},
    "ec2": {"refuses": ""},
    "sts": {"refuses": "ValidationError"},
    "iam": {"refuses": "ValidationError"},
    "sns": {"refuses": "ValidationError"},
    "athena": {"refuses": "InvalidRequestException"},
    "logs": {"refuses": "InvalidParameterException"},
}


def read(service):
    """The newest model of a service, with the errors of its operations."""
    versions = sorted(path for path in (DATA / service).iterdir() if path.is_dir())
    packed = versions[-1] / "service-2.json.gz"
    if packed.exists():
        return json.loads(gzip.decompress(packed.read_bytes()))
    return json.loads((versions[-1] / "service-2.json").read_text())


def java_package(service_id):
    """The SDK for Java's package of a service id, below `software.amazon.awssdk.services`."""
    if service_id == "DynamoDB Streams":
        return "dynamodb.streams"
    return service_id.lower().replace(" ", "").replace("-", "")


def tabbed(*fields):
    """One line, without the empty fields at its end."""
    return "\t".join(str(field) for field in fields).rstrip("\t")


def error_line(name, shape, overlay):
    """name, status, code, flags: s sender's fault, M the message member is spelled Message."""
    error = shape.get("error", {})
    fault = shape.get("fault", False)
    status = error.get("httpStatusCode", 500 if fault else 400)
    code = overlay.get("codes", {}).get(name, error.get("code", name))
    spelled = next((m for m in shape.get("members", {}) if m.lower() == "message"), "message")
    flags = ("" if fault or status >= 500 else "s") + ("M" if spelled == "Message" else "")
    return tabbed("error", name, status, "" if code == name else code, flags)


def streaming(shape, shapes):
    """Whether a structure streams: s bytes, e events, or an empty string."""
    if any(shapes[member["shape"]].get("eventstream") for member in shape.get("members", {}).values()):
        return "e"
    payload = shape.get("payload")
    if not payload:
        return ""
    member = shape["members"][payload]
    target = shapes[member["shape"]]
    return "s" if member.get("streaming") or target.get("streaming") else ""


def needs(name, operations, shapes):
    """The query parameters and headers that tell an operation from others with the same method and URI."""
    http = operations[name]["http"]
    same = [
        each
        for each, other in operations.items()
        if (other["http"]["method"], other["http"]["requestUri"]) == (http["method"], http["requestUri"])
    ]
    if len(same) < 2 or "input" not in operations[name]:
        return ""
    given = shapes[operations[name]["input"]["shape"]]
    found = []
    for required in given.get("required", []):
        member = given["members"][required]
        if member.get("location") == "querystring":
            found.append("?" + member["locationName"])
        if member.get("location") == "header":
            found.append(":" + member["locationName"].lower())
    return ",".join(found)


def operation_line(name, operations, shapes, overlay):
    """name, method, URI, status, wrapper, flags (i in, o out streamed, x as events, u unsigned), needs."""
    operation = operations[name]
    http = operation["http"]
    given = shapes[operation["input"]["shape"]] if "input" in operation else {}
    output = operation.get("output", {})
    gives = shapes[output["shape"]] if output else {}
    streams_in, streams_out = streaming(given, shapes), streaming(gives, shapes)
    wrapper = output.get("resultWrapper", "")
    if overlay.get("wrapped") and output:
        wrapper = name + "Result"
    flags = ("i" if streams_in else "") + ("o" if streams_out else "")
    flags += "x" if "e" in (streams_in, streams_out) else ""
    auth = [operation.get("authtype")] + operation.get("auth", [])
    flags += "u" if "none" in auth or "smithy.api#noAuth" in auth else ""
    method = "" if http["method"] == "POST" else http["method"]
    uri = "" if http["requestUri"] == "/" else http["requestUri"]
    status = "" if http.get("responseCode", 200) == 200 else http["responseCode"]
    told = needs(name, operations, shapes) if overlay["rest"] else ""
    return tabbed("op", name, method, uri, status, wrapper, flags, told)


def index(model, overlay):
    """The lines of a service's index."""
    metadata, shapes = model["metadata"], model["shapes"]
    dialects = [DIALECTS[p] for p in metadata.get("protocols", [metadata["protocol"]]) if p in DIALECTS]
    if metadata["protocol"] in DIALECTS and DIALECTS[metadata["protocol"]] not in dialects:
        dialects.insert(0, DIALECTS[metadata["protocol"]])
    dialects += [d for d in overlay.get("dialects", []) if d not in dialects]
    yield tabbed("service", metadata["serviceId"])
    yield tabbed("signing", metadata.get("signingName", metadata["endpointPrefix"]))
    yield tabbed("endpoint", metadata["endpointPrefix"])
    yield tabbed("version", metadata["apiVersion"])
    yield tabbed("dialects", *dialects)
    if "targetPrefix" in metadata:
        yield tabbed("target", metadata["targetPrefix"], metadata.get("jsonVersion", "1.0"))
    namespace = overlay.get("namespace", metadata.get("xmlNamespace"))
    if namespace:
        yield tabbed("namespace", namespace)
    if "awsQueryCompatible" in metadata:
        yield "querycompatible"
    if overlay.get("summed"):
        yield "summed"
    if "addressed" in overlay:
        yield tabbed("addressed", overlay["addressed"])
    if "types" in overlay:
        yield tabbed("types", overlay["types"])
    yield tabbed("refuses", overlay.get("refuses", "ValidationException"))
    for alias in overlay.get("aliases", []):
        yield tabbed("alias", *alias)
    for operation, root in overlay.get("roots", {}).items():
        yield tabbed("root", operation, root)
    for name, shape in sorted(shapes.items()):
        if shape.get("exception"):
            yield error_line(name, shape, overlay)
    operations = carried(model, overlay)
    for name in sorted(operations):
        yield operation_line(name, operations, shapes, overlay)


def carried(model, overlay):
    """The operations that the SDK has: not those deprecated in favour of another with the same binding."""
    operations = {name: each for name, each in model["operations"].items() if name not in overlay.get("drop", [])}
    bound = {}
    for name, operation in operations.items():
        key = (operation["http"]["method"], operation["http"]["requestUri"])
        bound.setdefault(key, []).append(name)
    rest = model["metadata"]["protocol"].startswith("rest")

    def kept(name):
        same = bound[(operations[name]["http"]["method"], operations[name]["http"]["requestUri"])]
        return not (rest and operations[name].get("deprecated") and len(same) > 1)

    return {name: operation for name, operation in operations.items() if kept(name)}


class Constraints:
    """What the inputs of a service must satisfy, without what satisfies anything."""

    def __init__(self, model, required_only):
        self.shapes = model["shapes"]
        self.required_only = required_only
        self.binding = {}
        self.reached = {}

    def own(self, name):
        """The constraint of a shape by itself: range and pattern, or enum values."""
        shape = self.shapes[name]
        if self.required_only:
            return ""
        bounds = ""
        if "min" in shape or "max" in shape:
            bounds = f"{shape.get('min', '')}..{shape.get('max', '')}"
        pattern = shape.get("pattern", "")
        if shape["type"] in ("string",) and "enum" in shape:
            return tabbed("e", *shape["enum"])
        if shape["type"] == "blob":
            pattern = ""
        if pattern in (".*", "^.*$", r"[\s\S]*", r"^[\s\S]*$"):
            pattern = ""
        if not bounds and not pattern:
            return ""
        return tabbed("v", bounds, pattern.replace("\t", "\\t").replace("\n", "\\n"))

    def binds(self, name, within=()):
        """Whether anything at or below a shape is constrained."""
        if name in self.binding:
            return self.binding[name]
        if name in within:
            return False
        shape, within = self.shapes[name], within + (name,)
        found = bool(self.own(name)) or bool(shape.get("required"))
        for below in self.below(shape):
            found = self.binds(below, within) or found
        if found or len(within) == 1:
            self.binding[name] = found
        return found

    def below(self, shape):
        """The shapes a shape is made of."""
        if shape["type"] == "structure":
            return [member["shape"] for member in shape["members"].values()]
        if shape["type"] == "list":
            return [shape["member"]["shape"]]
        if shape["type"] == "map":
            return [shape["key"]["shape"], shape["value"]["shape"]]
        return []

    def reference(self, name):
        """The name of a shape if it is constrained, else nothing."""
        if not self.binds(name):
            return ""
        self.reach(name)
        return name

    def reach(self, name):
        """Describes a shape and what it refers to."""
        if name in self.reached:
            return
        self.reached[name] = ""
        shape = self.shapes[name]
        own = self.own(name)
        bounds = own.split("\t")[1] if own.startswith("v") else ""
        if shape["type"] == "structure":
            members = []
            for member, target in shape["members"].items():
                required = member in shape.get("required", [])
                reference = self.reference(target["shape"])
                if required or reference:
                    members.append(member + ("!" if required else ":") + reference)
            line = tabbed("s", *members)
        elif shape["type"] == "list":
            line = tabbed("l", self.reference(shape["member"]["shape"]), bounds)
        elif shape["type"] == "map":
            key, value = shape["key"]["shape"], shape["value"]["shape"]
            line = tabbed("m", self.reference(key), self.reference(value), bounds)
        else:
            line = own
        self.reached[name] = line

    def lines(self, operations):
        """One line per operation whose input is constrained, then one per shape."""
        for name, operation in sorted(operations.items()):
            if "input" in operation and self.binds(operation["input"]["shape"]):
                yield tabbed("in", name, self.reference(operation["input"]["shape"]))
        for name, line in sorted(self.reached.items()):
            yield name + "\t" + line


def sensitive(model, operations):
    """The members that hold something sensitive, as the SDK names the classes: `CreateUserRequest.password`."""
    shapes = model["shapes"]

    def hides(name, within=()):
        shape = shapes[name]
        if shape.get("sensitive"):
            return True
        if name in within or shape["type"] not in ("list", "map"):
            return False
        below = [shape["member"]] if shape["type"] == "list" else [shape["key"], shape["value"]]
        return any(hides(each["shape"], within + (name,)) for each in below)

    named = {}
    for name, operation in operations.items():
        for side, ending in (("input", "Request"), ("output", "Response")):
            if side in operation:
                named.setdefault(operation[side]["shape"], set()).add(name + ending)
    for name, shape in shapes.items():
        if shape["type"] == "structure":
            for member, target in shape["members"].items():
                if target.get("sensitive") or hides(target["shape"]):
                    for owner in named.get(name, {name[0].upper() + name[1:]}):
                        yield f"{owner}.{member}"


def write(service):
    """Writes the resources of a service."""
    model = read(service)
    overlay = {"rest": model["metadata"]["protocol"].startswith("rest"), **OVERLAYS.get(service, {})}
    for shape, pattern in overlay.get("patterns", {}).items():
        model["shapes"][shape]["pattern"] = pattern
    name = java_package(model["metadata"]["serviceId"])
    TARGET.mkdir(parents=True, exist_ok=True)
    folder = f"botocore\t{service}"
    text = "\n".join([folder, *index(model, overlay)]) + "\n"
    (TARGET / f"{name}.index").write_text(text, encoding="utf-8")
    constraints = Constraints(model, overlay.get("refuses") == "")
    text = "\n".join(constraints.lines(carried(model, overlay))) + "\n"
    (TARGET / f"{name}.constraints").write_text(text, encoding="utf-8")
    SENSITIVE.mkdir(parents=True, exist_ok=True)
    hidden = sorted(set(sensitive(model, carried(model, overlay))))
    (SENSITIVE / f"{name}.sensitive").write_text("".join(each + "\n" for each in hidden), encoding="utf-8")


def indexed():
    """The services that have an index."""
    for path in sorted(TARGET.glob("*.index")):
        yield path.read_text(encoding="utf-8").splitlines()[0].split("\t")[1]


if __name__ == "__main__":
    for each in sys.argv[1:] or list(indexed()):
        write(each)
