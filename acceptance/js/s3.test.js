import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { before, test } from "node:test";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  NoSuchKey,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  waitUntilObjectExists,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const s3 = new S3Client({});
const bucket = `javascript-${randomBytes(6).toString("hex")}`;

before(() => s3.send(new CreateBucketCommand({ Bucket: bucket })));

async function put(key, body, more = {}) {
  return s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...more }));
}

test("an object comes back with its type and metadata", async () => {
  await put("a/é 🎈.json", '{"a":1}', { ContentType: "application/json", Metadata: { colour: "green" } });

  const got = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: "a/é 🎈.json" }));

  assert.equal(await got.Body.transformToString(), '{"a":1}');
  assert.equal(got.ContentType, "application/json");
  assert.deepEqual(got.Metadata, { colour: "green" });
});

test("an absent key is an exception of its own class", async () => {
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket: bucket, Key: "absent" })), NoSuchKey);
});

test("a stream of unknown length goes up in parts and its checksum is verified on the way down", async () => {
  const parts = [randomBytes(5 << 20), randomBytes(5 << 20), randomBytes(1234)];
  const upload = new Upload({
    client: s3,
    params: { Bucket: bucket, Key: "large", Body: Readable.from(parts) },
    partSize: 5 << 20,
    queueSize: 2,
  });
  await upload.done();

  const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: "large" }));
  const got = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: "large", ChecksumMode: "ENABLED" }));

  assert.equal(head.ContentLength, (10 << 20) + 1234);
  assert.match(head.ETag, /-3"$/);
  assert.ok(Buffer.concat(parts).equals(await got.Body.transformToByteArray()));
});

test("a listing is paged through, in order", async () => {
  await Promise.all(Array.from({ length: 25 }, (_, i) => put(`page/${String(i).padStart(2, "0")}`, "x")));
  const seen = [];

  for await (const page of paginateListObjectsV2({ client: s3, pageSize: 10 }, { Bucket: bucket, Prefix: "page/" })) {
    seen.push(...page.Contents.map((one) => one.Key));
  }

  assert.equal(seen.length, 25);
  assert.deepEqual(seen, [...seen].sort());
});

test("a presigned address works without credentials", async () => {
  const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket: bucket, Key: "signed" }), { expiresIn: 60 });
  const sent = await fetch(put, { method: "PUT", body: "signed content" });
  assert.equal(sent.status, 200);

  const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key: "signed" }), { expiresIn: 60 });

  assert.equal(await (await fetch(get)).text(), "signed content");
});

test("a write that must be the first is refused the second time", async () => {
  await put("once", "1", { IfNoneMatch: "*" });

  await assert.rejects(
    put("once", "2", { IfNoneMatch: "*" }),
    (fault) => fault instanceof S3ServiceException && fault.name === "PreconditionFailed",
  );
});

test("objects are copied, waited for and deleted together", async () => {
  await put("from", "content");
  await s3.send(new CopyObjectCommand({ Bucket: bucket, Key: "to", CopySource: `${bucket}/from` }));
  await waitUntilObjectExists({ client: s3, maxWaitTime: 10 }, { Bucket: bucket, Key: "to" });

  const deleted = await s3.send(
    new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: [{ Key: "from" }, { Key: "to" }] } }),
  );

  assert.deepEqual(deleted.Deleted.map((one) => one.Key).sort(), ["from", "to"]);
});

test("buckets are listed", async () => {
  const { Buckets } = await s3.send(new ListBucketsCommand({ Prefix: bucket }));

  assert.deepEqual(Buckets.map((one) => one.Name), [bucket]);
});
