// The Lambda Runtime API for Node.js: takes events, calls the handler, answers. It needs nothing beside Node itself.

import http from "node:http";
import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import path from "node:path";
import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { format } from "node:util";

const VERSION = "/2018-06-01/runtime/";
const TASK = process.env.LAMBDA_TASK_ROOT;
const JSON_LOG = process.env.AWS_LAMBDA_LOG_FORMAT === "JSON";
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");

let current = null;

function call(method, name, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const length = bytes ? { "Content-Length": bytes.length } : {};
    const request = http.request(
      { host, port, agent, method, path: VERSION + name, headers: { ...headers, ...length } },
      (answer) => {
        const pieces = [];
        answer.on("data", (piece) => pieces.push(piece));
        answer.on("end", () =>
          resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces) }),
        );
      },
    );
    request.on("error", reject);
    request.end(bytes);
  });
}

const LEVELS = { log: "INFO", info: "INFO", debug: "DEBUG", warn: "WARN", error: "ERROR", trace: "TRACE" };
const ORDER = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const LEAST = ORDER.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL ?? "TRACE");

// The console prints as Lambda's does: the time, the request, the level, the text.
for (const [method, level] of Object.entries(LEVELS)) {
  console[method] = (...words) => {
    if (ORDER.indexOf(level) < LEAST) return;
    const timestamp = new Date().toISOString();
    const requestId = current?.awsRequestId;
    const text = format(...words);
    const line = JSON_LOG
      ? JSON.stringify({ timestamp, level, requestId, message: words.length === 1 ? words[0] : text })
      : `${timestamp}\t${requestId}\t${level}\t${text}`.replace(/\n/g, "\r");
    process.stdout.write(line + "\n");
  };
}

function told(error) {
  if (error instanceof Error) {
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: (error.stack ?? "").split("\n"),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

async function report(name, error, type) {
  const body = told(error);
  if (type) body.errorType = type;
  const kind = current ? "Invoke Error" : "Uncaught Exception";
  console.error(`${kind}\t${JSON.stringify({ ...body, stack: body.trace, trace: undefined })}`);
  await call("POST", name, JSON.stringify(body), {
    "Content-Type": "application/json",
    "Lambda-Runtime-Function-Error-Type": body.errorType,
  });
}

// What a handler that streams is wrapped in.
globalThis.awslambda = {
  streamifyResponse(handler) {
    handler[STREAMING] = true;
    return handler;
  },
  HttpResponseStream: {
    from(stream, prelude) {
      stream.setContentType("application/vnd.awslambda.http-integration-response");
      stream.write(JSON.stringify(prelude));
      stream.write(Buffer.alloc(8));
      return stream;
    },
  },
};

class LoadError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

async function load(handler) {
  const folder = path.dirname(handler);
  const [file, ...names] = path.basename(handler).split(".");
  if (names.length === 0) throw new LoadError("Runtime.MalformedHandlerName", "Bad handler");
  const base = path.resolve(TASK, folder, file);
  let module;
  const found = ["", ".js", ".mjs", ".cjs"].map((end) => base + end).find((name) => existsSync(name) && name !== base);
  try {
    if (found?.endsWith(".mjs") || found?.endsWith(".js")) {
      module = await import(pathToFileURL(found).href);
    } else if (found) {
      module = createRequire(base)(found);
    } else {
      module = createRequire(path.join(TASK, "index.js"))(base);
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw new LoadError("Runtime.UserCodeSyntaxError", error.stack);
    if (error?.code === "MODULE_NOT_FOUND" || error?.code === "ERR_MODULE_NOT_FOUND") {
      throw new LoadError("Runtime.ImportModuleError", `Error: ${error.message}`);
    }
    throw error;
  }
  const pick = (from) => names.reduce((value, name) => value?.[name], from);
  const value = pick(module) ?? pick(module?.default);
  if (value === undefined) throw new LoadError("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
  if (typeof value !== "function") throw new LoadError("Runtime.HandlerNotFound", `${handler} is not a function`);
  return value;
}

function contextOf(headers, finish) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const client = headers["lambda-runtime-client-context"];
  return {
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: client ? JSON.parse(client) : undefined,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: (error, value) => finish(error, value),
    succeed: (value) => finish(null, value),
    fail: (error) => finish(error ?? new Error("Unknown")),
  };
}

// Calls a handler of either kind: one that gives a promise, or one that calls back.
function run(handler, event, headers) {
  return new Promise((resolve, reject) => {
    const finish = (error, value) => (error ? reject(error) : resolve(value));
    current = contextOf(headers, finish);
    const given = handler(event, current, finish);
    if (typeof given?.then === "function") given.then(resolve, reject);
    else if (handler.length < 3) resolve(given);
  });
}

// Sends what a handler writes as it comes.
async function stream(handler, event, headers) {
  const id = headers["lambda-runtime-aws-request-id"];
  let type = "application/octet-stream";
  let request = null;
  const answered = Promise.withResolvers ? Promise.withResolvers() : deferred();
  const begin = () => {
    request ??= http.request(
      {
        host,
        port,
        agent,
        method: "POST",
        path: `${VERSION}invocation/${id}/response`,
        headers: {
          "Content-Type": type,
          "Transfer-Encoding": "chunked",
          "Lambda-Runtime-Function-Response-Mode": "streaming",
          Trailer: "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
        },
      },
      (answer) => {
        answer.resume();
        answer.on("end", answered.resolve);
      },
    );
    request.on("error", answered.reject);
    return request;
  };
  const out = new Writable({
    write: (piece, encoding, done) => begin().write(piece, encoding, done),
    final: (done) => begin().end(done),
  });
  out.setContentType = (next) => (type = next);
  try {
    current = contextOf(headers, () => {});
    await handler(event, out, current);
    if (!out.writableEnded) out.end();
  } catch (error) {
    if (!request) return report(`invocation/${id}/error`, error);
    const body = told(error);
    console.error(`Invoke Error\t${JSON.stringify(body)}`);
    request.addTrailers({
      "Lambda-Runtime-Function-Error-Type": body.errorType,
      "Lambda-Runtime-Function-Error-Body": Buffer.from(JSON.stringify(body)).toString("base64"),
    });
    request.end();
  }
  await answered.promise;
}

function deferred() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

async function serve(handler) {
  for (;;) {
    const { status, headers, body } = await call("GET", "invocation/next");
    if (status !== 200) process.exit(0);
    const name = `invocation/${headers["lambda-runtime-aws-request-id"]}/`;
    if (headers["lambda-runtime-trace-id"]) process.env._X_AMZN_TRACE_ID = headers["lambda-runtime-trace-id"];
    try {
      const event = body.length ? JSON.parse(body.toString()) : {};
      if (handler[STREAMING]) {
        await stream(handler, event, headers);
        continue;
      }
      const value = await run(handler, event, headers);
      const text = value === undefined ? "null" : JSON.stringify(value);
      await call("POST", name + "response", text, { "Content-Type": "application/json" });
    } catch (error) {
      await report(name + "error", error);
    }
  }
}

for (const [happening, type] of [
  ["uncaughtException", undefined],
  ["unhandledRejection", "Runtime.UnhandledPromiseRejection"],
]) {
  process.on(happening, async (error) => {
    const name = current ? `invocation/${current.awsRequestId}/error` : "init/error";
    await report(name, error, type).catch(() => {});
    process.exit(129);
  });
}

delete process.env.TARN_OPT;
let handler;
try {
  handler = await load(process.env._HANDLER);
} catch (error) {
  await report("init/error", error);
  process.exit(1);
}
await serve(handler).catch(() => process.exit(0));
