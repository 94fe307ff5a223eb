"""What the tests of functions share: archives of code, and functions made of them."""

import io
import json
import uuid
import zipfile

ROLE = "arn:aws:iam::123456789012:role/any"


def archive(**files):
    """A zip archive; names have __ for the dot: app__py="..."."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name.replace("__", "."))
            entry.external_attr = 0o755 << 16
            zipped.writestr(entry, text)
    return packed.getvalue()


def create(functions, code, runtime="python3.11", handler="app.handler", **options):
    """A new function of one Python file, or of a whole archive; gives its name."""
    name = options.pop("FunctionName", f"f-{uuid.uuid4().hex[:10]}")
    functions.create_function(
        FunctionName=name,
        Runtime=runtime,
        Role=options.pop("Role", ROLE),
        Handler=handler,
        Code={"ZipFile": code if isinstance(code, bytes) else archive(app__py=code)},
        **{"Timeout": 20, **options},
    )
    return name


def call(functions, name, event=None, **options):
    """Invokes and gives the answer, read as JSON, and the error's kind."""
    answer = functions.invoke(FunctionName=name, Payload=json.dumps(event), **options)
    return json.loads(answer["Payload"].read() or b"null"), answer.get("FunctionError")
