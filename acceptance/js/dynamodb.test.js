import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  TransactionCanceledException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  NumberValue,
  paginateQuery,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";

const client = new DynamoDBClient({});
const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
const TableName = `javascript-${randomBytes(6).toString("hex")}`;

before(async () => {
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [
        { AttributeName: "owner", KeyType: "HASH" },
        { AttributeName: "at", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "owner", AttributeType: "S" },
        { AttributeName: "at", AttributeType: "N" },
      ],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName });
});

after(async () => {
  await client.send(new DeleteTableCommand({ TableName }));
});

test("a document comes back as it went", async () => {
  const Item = {
    owner: "ann",
    at: 1,
    nested: { list: [1, "two", null, true, { deep: 'quo"te\n\u0001' }] },
    bytes: new Uint8Array([0, 255, 10]),
    tags: new Set(["b", "a"]),
    exact: NumberValue.from("12345678901234567890.123456789012345678"),
  };
  await documents.send(new PutCommand({ TableName, Item }));

  const exact = DynamoDBDocumentClient.from(new DynamoDBClient({}), { unmarshallOptions: { wrapNumbers: true } });
  const found = (await documents.send(new GetCommand({ TableName, Key: { owner: "ann", at: 1 }, ProjectionExpression: "nested, #b, tags", ExpressionAttributeNames: { "#b": "bytes" } }))).Item;
  const number = (await exact.send(new GetCommand({ TableName, Key: { owner: "ann", at: 1 } }))).Item.exact;

  assert.deepEqual(found, { nested: Item.nested, bytes: Item.bytes, tags: Item.tags });
  assert.equal(number.value, "12345678901234567890.123456789012345678");
});

test("a partition is read in order, page by page", async () => {
  const numbers = Array.from({ length: 60 }, (_, i) => i);
  for (let from = 0; from < 60; from += 25) {
    const puts = numbers.slice(from, from + 25).map((at) => ({ PutRequest: { Item: { owner: "bob", at } } }));
    await documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: puts } }));
  }

  const seen = [];
  const pages = paginateQuery(
    { client: documents, pageSize: 17 },
    {
      TableName,
      KeyConditionExpression: "#o = :o AND #a BETWEEN :low AND :high",
      ExpressionAttributeNames: { "#o": "owner", "#a": "at" },
      ExpressionAttributeValues: { ":o": "bob", ":low": 5, ":high": 54 },
      ScanIndexForward: false,
    },
  );
  for await (const page of pages) seen.push(...page.Items.map((item) => item.at));

  assert.deepEqual(seen, numbers.slice(5, 55).reverse());
});

test("conditions and transactions fail as they should", async () => {
  const Key = { owner: "carl", at: 1 };
  await documents.send(new PutCommand({ TableName, Item: { ...Key, n: 1 } }));
  const count = new UpdateCommand({
    TableName,
    Key,
    UpdateExpression: "ADD n :one",
    ConditionExpression: "n < :max",
    ExpressionAttributeValues: { ":one": 1, ":max": 2 },
    ReturnValues: "ALL_NEW",
  });

  assert.equal((await documents.send(count)).Attributes.n, 2);
  await assert.rejects(documents.send(count), ConditionalCheckFailedException);
  await assert.rejects(
    documents.send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName, Item: { owner: "carl", at: 2 } } },
          { ConditionCheck: { TableName, Key, ConditionExpression: "attribute_not_exists(n)" } },
        ],
      }),
    ),
    (error) => error instanceof TransactionCanceledException && error.CancellationReasons[1].Code === "ConditionalCheckFailed",
  );
  assert.equal((await documents.send(new GetCommand({ TableName, Key: { owner: "carl", at: 2 } }))).Item, undefined);
});
