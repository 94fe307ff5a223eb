"""What a role that is limited to one prefix and one table may do and may not: forty cases.

Each is a real call of boto3 and the question for the policy simulator that stands for it. `BUCKET` and `OTHER` stand
for the names of two buckets.
"""

from dataclasses import dataclass, field

ACCOUNT = "123456789012"
GLUE = f"arn:aws:glue:us-east-1:{ACCOUNT}"
ATHENA = f"arn:aws:athena:us-east-1:{ACCOUNT}"
CRAWLER_ROLE = f"arn:aws:iam::{ACCOUNT}:role/service/crawling"


def policy(bucket):
    """The one policy of the role."""
    lake = f"arn:aws:s3:::{bucket}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "OnePrefix",
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                "Resource": f"{lake}/sales/*",
            },
            {
                "Sid": "ListOnePrefix",
                "Effect": "Allow",
                "Action": "s3:ListBucket",
                "Resource": lake,
                "Condition": {"StringLike": {"s3:prefix": ["sales/*", "sales"]}},
            },
            {"Sid": "NoSecrets", "Effect": "Deny", "Action": "s3:*", "Resource": f"{lake}/sales/secret/*"},
            {
                "Sid": "PublicOnes",
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "Resource": f"{lake}/tagged/*",
                "Condition": {"StringEquals": {"s3:ExistingObjectTag/class": "public"}},
            },
            {
                "Sid": "OwnTeam",
                "Effect": "Allow",
                "Action": "s3:PutObject",
                "Resource": f"{lake}/teams/${{aws:PrincipalTag/team}}/*",
            },
            {
                "Sid": "OneTable",
                "Effect": "Allow",
                "Action": ["glue:GetDatabase", "glue:GetTable", "glue:GetPartitions", "glue:UpdateTable"],
                "Resource": [f"{GLUE}:catalog", f"{GLUE}:database/shop", f"{GLUE}:table/shop/orders"],
            },
            {
                "Sid": "OneGroup",
                "Effect": "Allow",
                "Action": ["athena:GetWorkGroup", "athena:ListQueryExecutions"],
                "Resource": f"{ATHENA}:workgroup/analysts",
            },
            {"Sid": "Crawlers", "Effect": "Allow", "Action": "glue:CreateCrawler", "Resource": "*"},
            {
                "Sid": "PassToGlue",
                "Effect": "Allow",
                "Action": "iam:PassRole",
                "Resource": f"arn:aws:iam::{ACCOUNT}:role/service/*",
                "Condition": {"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}},
            },
            {
                "Sid": "Home",
                "Effect": "Allow",
                "NotAction": ["s3:*", "glue:*", "athena:*", "iam:*", "sts:*", "kms:*"],
                "Resource": "*",
            },
            {
                "Sid": "NoLargePages",
                "Effect": "Deny",
                "Action": "s3:ListBucket",
                "Resource": "*",
                "Condition": {"NumericGreaterThan": {"s3:max-keys": "100"}},
            },
        ],
    }


@dataclass
class Case:
    """A call, what comes of it, and the simulator's question."""

    name: str
    allowed: bool
    service: str
    method: str
    action: str
    resource: str
    parameters: dict = field(default_factory=dict)
    context: dict = field(default_factory=dict)

    def filled(self, names):
        """Its parameters and resource with the names of the buckets."""

        def fill(value):
            if isinstance(value, str):
                for word, name in names.items():
                    value = value.replace(word, name)
                return value
            if isinstance(value, dict):
                return {key: fill(one) for key, one in value.items()}
            if isinstance(value, list):
                return [fill(one) for one in value]
            return value

        return fill(self.parameters), fill(self.resource)


def _object(name, allowed, method, action, key, bucket="BUCKET", context=None, **parameters):
    return Case(
        name,
        allowed,
        "s3",
        method,
        f"s3:{action}",
        f"arn:aws:s3:::{bucket}/{key}",
        {"Bucket": bucket, "Key": key} | parameters,
        context or {},
    )


def _list(name, allowed, context, **parameters):
    return Case(
        name,
        allowed,
        "s3",
        "list_objects_v2",
        "s3:ListBucket",
        "arn:aws:s3:::BUCKET",
        {"Bucket": "BUCKET"} | parameters,
        context,
    )


def _glue(name, allowed, method, action, resource, **parameters):
    return Case(name, allowed, "glue", method, f"glue:{action}", f"{GLUE}:{resource}", parameters)


def _table(name):
    return {"DatabaseName": "shop", "TableInput": {"Name": name}}


TARGETS = {"S3Targets": [{"Path": "s3://BUCKET/sales/"}]}

CASES = [
    _object("reads in the prefix", True, "get_object", "GetObject", "sales/a"),
    _object("heads in the prefix", True, "head_object", "GetObject", "sales/a"),
    _object("reads a range in the prefix", True, "get_object", "GetObject", "sales/a", Range="bytes=0-0"),
    _object("reads beside the prefix", False, "get_object", "GetObject", "other/a"),
    _object("reads at a prefix that begins alike", False, "get_object", "GetObject", "sales2/a"),
    _object("reads the folder's own key", False, "get_object", "GetObject", "sales"),
    _object("reads in another case", False, "get_object", "GetObject", "Sales/a"),
    _object("reads in another bucket", False, "get_object", "GetObject", "sales/a", bucket="OTHER"),
    _object("reads what is denied in words", False, "get_object", "GetObject", "sales/secret/a"),
    _object("writes what is denied in words", False, "put_object", "PutObject", "sales/secret/b", Body=b"x"),
    _object("writes in the prefix", True, "put_object", "PutObject", "sales/b", Body=b"x"),
    _object("writes deep in the prefix", True, "put_object", "PutObject", "sales/2026/11/b", Body=b"x"),
    _object("writes beside the prefix", False, "put_object", "PutObject", "other/b", Body=b"x"),
    _object("deletes in the prefix", True, "delete_object", "DeleteObject", "sales/b"),
    _object("deletes beside the prefix", False, "delete_object", "DeleteObject", "other/a"),
    _object("reads tags, which is another action", False, "get_object_tagging", "GetObjectTagging", "sales/a"),
    _object("reads the ACL", False, "get_object_acl", "GetObjectAcl", "sales/a"),
    _object(
        "begins an upload in parts",
        True,
        "create_multipart_upload",
        "PutObject",
        "sales/parts",
    ),
    _object("begins one beside the prefix", False, "create_multipart_upload", "PutObject", "other/parts"),
    _object(
        "reads what is tagged public",
        True,
        "get_object",
        "GetObject",
        "tagged/public",
        context={"s3:ExistingObjectTag/class": "public"},
    ),
    _object(
        "reads what is tagged otherwise",
        False,
        "get_object",
        "GetObject",
        "tagged/internal",
        context={"s3:ExistingObjectTag/class": "internal"},
    ),
    _object("reads what has no tag", False, "get_object", "GetObject", "tagged/none"),
    _object(
        "writes for its team",
        True,
        "put_object",
        "PutObject",
        "teams/red/a",
        Body=b"x",
        context={"aws:PrincipalTag/team": "red"},
    ),
    _object(
        "writes for another team",
        False,
        "put_object",
        "PutObject",
        "teams/blue/a",
        Body=b"x",
        context={"aws:PrincipalTag/team": "red"},
    ),
    _list("lists the prefix", True, {"s3:prefix": "sales/"}, Prefix="sales/"),
    _list("lists below the prefix", True, {"s3:prefix": "sales/2026/"}, Prefix="sales/2026/"),
    _list("lists the whole bucket", False, {}),
    _list("lists another prefix", False, {"s3:prefix": "other/"}, Prefix="other/"),
    _list("lists too much at once", False, {"s3:prefix": "sales/", "s3:max-keys": "500"}, Prefix="sales/", MaxKeys=500),
    Case("lists the buckets", False, "s3", "list_buckets", "s3:ListAllMyBuckets", "*"),
    Case(
        "makes a bucket", False, "s3", "create_bucket", "s3:CreateBucket", "arn:aws:s3:::OTHER-2", {"Bucket": "OTHER-2"}
    ),
    _glue("reads the table", True, "get_table", "GetTable", "table/shop/orders", DatabaseName="shop", Name="orders"),
    _glue("reads another table", False, "get_table", "GetTable", "table/shop/staff", DatabaseName="shop", Name="staff"),
    _glue("changes the table", True, "update_table", "UpdateTable", "table/shop/orders", **_table("orders")),
    _glue("makes a table", False, "create_table", "CreateTable", "table/shop/new", **_table("new")),
    _glue("reads the database", True, "get_database", "GetDatabase", "database/shop", Name="shop"),
    _glue("lists the tables", False, "get_tables", "GetTables", "table/shop/*", DatabaseName="shop"),
    Case(
        "passes a role to Glue",
        True,
        "glue",
        "create_crawler",
        "iam:PassRole",
        CRAWLER_ROLE,
        {"Name": "passed", "Role": CRAWLER_ROLE, "DatabaseName": "shop", "Targets": TARGETS},
        {"iam:PassedToService": "glue.amazonaws.com"},
    ),
    Case(
        "passes another role to Glue",
        False,
        "glue",
        "create_crawler",
        "iam:PassRole",
        f"arn:aws:iam::{ACCOUNT}:role/admin",
        {"Name": "escalated", "Role": f"arn:aws:iam::{ACCOUNT}:role/admin", "DatabaseName": "shop", "Targets": TARGETS},
        {"iam:PassedToService": "glue.amazonaws.com"},
    ),
    Case(
        "reads its work group",
        True,
        "athena",
        "get_work_group",
        "athena:GetWorkGroup",
        f"{ATHENA}:workgroup/analysts",
        {"WorkGroup": "analysts"},
    ),
    Case(
        "reads another work group",
        False,
        "athena",
        "get_work_group",
        "athena:GetWorkGroup",
        f"{ATHENA}:workgroup/primary",
        {"WorkGroup": "primary"},
    ),
    Case(
        "makes a user",
        False,
        "iam",
        "create_user",
        "iam:CreateUser",
        f"arn:aws:iam::{ACCOUNT}:user/mallory",
        {"UserName": "mallory"},
    ),
]
