"""Policy documents, in few words."""

import json


def trust(**principal):
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": principal,
                "Action": ["sts:AssumeRole", "sts:TagSession"],
            },
        }
    )


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more
