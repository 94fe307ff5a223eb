"""The Lambda Runtime API for Python: takes events, calls the handler, answers.

Kept small, and importing little, since it runs before every cold start: logging and traceback are imported when the
function does, or when it fails. It needs nothing beside the standard library.
"""

import json
import os
import socket
import sys
import time

VERSION = "/2018-06-01/runtime/"
TASK = os.environ["LAMBDA_TASK_ROOT"]
JSON_LOG = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"


class Api:
    """One connection to the Runtime API, kept open."""

    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.host = address
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb", 65536)

    def call(self, method, path, body=b"", headers=""):
        head = f"{method} {VERSION}{path} HTTP/1.1\r\nHost: {self.host}\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
        self.socket.sendall(head.encode() + body)
        status = self.reader.readline()
        if not status:
            sys.exit(0)
        fields = {}
        while (line := self.reader.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            fields[name.strip().lower().decode("latin-1")] = value.strip().decode()
        answer = self.reader.read(int(fields.get("content-length", 0)))
        return int(status.split()[1]), fields, answer


class Identity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class Client:
    def __init__(self, told):
        self.installation_id = told.get("installation_id")
        self.app_title = told.get("app_title")
        self.app_version_name = told.get("app_version_name")
        self.app_version_code = told.get("app_version_code")
        self.app_package_name = told.get("app_package_name")


class ClientContext:
    def __init__(self, text):
        told = json.loads(text)
        self.client = Client(told.get("client") or {})
        self.custom = told.get("custom")
        self.env = told.get("env")


class Context:
    """What a handler is told beside the event."""

    def __init__(self, fields):
        self.aws_request_id = fields["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = fields.get("lambda-runtime-invoked-function-arn")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.identity = Identity()
        told = fields.get("lambda-runtime-client-context")
        self.client_context = ClientContext(told) if told else None
        self._deadline = int(fields.get("lambda-runtime-deadline-ms", 0))

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


current = None


class LateLogging:
    """Sets up the root logger as Lambda does, at the moment that the function imports logging."""

    def find_spec(self, name, path=None, target=None):
        if name != "logging":
            return None
        sys.meta_path.remove(self)
        import importlib.util

        spec = importlib.util.find_spec(name)
        loader, execute = spec.loader, spec.loader.exec_module

        def exec_module(module):
            execute(module)
            set_up(module)

        loader.exec_module = exec_module
        return spec


def set_up(logging):
    class Text(logging.Formatter):
        converter = time.gmtime

        def format(self, record):
            record.aws_request_id = current.aws_request_id if current else ""
            return super().format(record)

    class Json(logging.Formatter):
        converter = time.gmtime

        def format(self, record):
            line = {
                "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
                "level": record.levelname,
                "message": record.getMessage(),
                "logger": record.name,
                "requestId": current.aws_request_id if current else "",
            }
            if record.exc_info and record.exc_info[0]:
                line["errorType"] = record.exc_info[0].__name__
                line["errorMessage"] = str(record.exc_info[1])
                line["stackTrace"] = self.formatException(record.exc_info).split("\n")
            return json.dumps(line)

    handler = logging.StreamHandler(sys.stdout)
    if JSON_LOG:
        handler.setFormatter(Json())
    else:
        form = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"
        handler.setFormatter(Text(form, "%Y-%m-%dT%H:%M:%S"))
    logging.root.addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL")
    if JSON_LOG or level:
        levels = {"TRACE": "DEBUG", "FATAL": "CRITICAL"}
        logging.root.setLevel(levels.get(level, level or "INFO"))


def failure(kind, message, trace, request=None):
    """Prints an error as Lambda does and gives it as the Runtime API takes it."""
    error = {"errorMessage": message, "errorType": kind}
    if request is not None:
        error["requestId"] = request
    error["stackTrace"] = trace
    if JSON_LOG:
        print(json.dumps({"level": "ERROR", **error}), flush=True)
    else:
        lines = [f"[ERROR] {kind}: {message}" if message else f"[ERROR] {kind}"]
        if trace:
            lines.append("Traceback (most recent call last):")
            lines.extend(line.rstrip("\n") for line in trace)
        print("\n".join(lines).replace("\n", "\r"), flush=True)
    return json.dumps(error, ensure_ascii=False).encode()


def raised(error):
    """The type, the message and the frames of the function's own code of an exception."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename != __file__]
    while own and own[0].filename.startswith("<frozen importlib"):
        own.pop(0)
    return type(error).__name__, str(error), traceback.format_list(own)


class LoadError(Exception):
    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.kind = kind
        self.trace = list(trace)


def load(handler):
    """The function that a handler's name says."""
    if "." not in handler:
        raise LoadError(
            "Runtime.MalformedHandlerName", f"Bad handler '{handler}': not enough values to unpack (expected 2, got 1)"
        )
    module, name = handler.rsplit(".", 1)
    import importlib

    try:
        loaded = importlib.import_module(module.replace("/", "."))
    except ImportError as error:
        raise LoadError("Runtime.ImportModuleError", f"Unable to import module '{module}': {error}") from error
    except SyntaxError as error:
        trace = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        message = f"Syntax error in module '{module}': {error}"
        raise LoadError("Runtime.UserCodeSyntaxError", message, trace) from error
    try:
        return getattr(loaded, name)
    except AttributeError as error:
        raise LoadError("Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module}'") from error


def default(value):
    """What JSON does not know, as AWS's runtime has it: decimals are numbers."""
    if type(value).__name__ == "Decimal":
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def answered(value):
    if isinstance(value, bytes):
        value = value.decode("utf-8")
    return json.dumps(value, default=default, ensure_ascii=False).encode()


def serve(api, handler):
    global current
    kind_of = "Lambda-Runtime-Function-Error-Type: "
    while True:
        status, fields, event = api.call("GET", "invocation/next")
        if status != 200:
            sys.exit(0)
        context = current = Context(fields)
        trace = fields.get("lambda-runtime-trace-id")
        if trace:
            os.environ["_X_AMZN_TRACE_ID"] = trace
        path = f"invocation/{context.aws_request_id}/"
        try:
            try:
                told = json.loads(event) if event else {}
            except ValueError as error:
                kind, message = "Runtime.UnmarshalError", f"Unable to unmarshal input: {error}"
                api.call(
                    "POST", path + "error", failure(kind, message, [], context.aws_request_id), f"{kind_of}{kind}\r\n"
                )
                continue
            value = handler(told, context)
            try:
                body = answered(value)
            except (TypeError, ValueError) as error:
                kind, message = "Runtime.MarshalError", f"Unable to marshal response: {error}"
                api.call(
                    "POST", path + "error", failure(kind, message, [], context.aws_request_id), f"{kind_of}{kind}\r\n"
                )
                continue
        except Exception as error:
            kind, message, frames = raised(error)
            api.call(
                "POST", path + "error", failure(kind, message, frames, context.aws_request_id), f"{kind_of}{kind}\r\n"
            )
            continue
        api.call("POST", path + "response", body, "Content-Type: application/json\r\n")


def main():
    api = Api(os.environ["AWS_LAMBDA_RUNTIME_API"])
    sys.path[0] = TASK
    layers = os.environ.pop("TARN_LAYER_PATH", "").split(":")
    sys.path[1:1] = [path for path in layers if path]
    sys.path.extend(path for path in os.environ.pop("TARN_SDK_PATH", "").split(":") if path)
    os.environ.pop("TARN_OPT", None)
    os.environ["PYTHONPATH"] = os.environ["LAMBDA_RUNTIME_DIR"]
    if "logging" in sys.modules:
        set_up(sys.modules["logging"])
    else:
        sys.meta_path.insert(0, LateLogging())
    try:
        handler = load(os.environ["_HANDLER"])
    except LoadError as error:
        body = failure(error.kind, str(error), error.trace, "")
        api.call("POST", "init/error", body, f"Lambda-Runtime-Function-Error-Type: {error.kind}\r\n")
        sys.exit(1)
    except Exception as error:
        kind, message, frames = raised(error)
        api.call(
            "POST", "init/error", failure(kind, message, frames, ""), f"Lambda-Runtime-Function-Error-Type: {kind}\r\n"
        )
        sys.exit(1)
    serve(api, handler)


if __name__ == "__main__":
    main()
