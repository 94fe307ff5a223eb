import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
  NoSuchEntityException,
  paginateListUsers,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const iam = new IAMClient({});
const name = `javascript-${randomBytes(6).toString("hex")}`;

test("a user signs in with the key that was made for it", async () => {
  await iam.send(new CreateUserCommand({ UserName: name }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  const credentials = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };

  const who = await new STSClient({ credentials }).send(new GetCallerIdentityCommand({}));

  assert.match(who.Arn, new RegExp(`:user/${name}$`));
});

test("a role is assumed and its session says so", async () => {
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" }],
  };
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  const { Credentials } = await new STSClient({}).send(
    new AssumeRoleCommand({ RoleArn: Role.Arn, RoleSessionName: "script" }),
  );
  const session = new STSClient({
    credentials: {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      sessionToken: Credentials.SessionToken,
    },
  });

  const who = await session.send(new GetCallerIdentityCommand({}));

  assert.match(who.Arn, new RegExp(`:assumed-role/${name}/script$`));
});

test("an absent user is an exception of its own class", async () => {
  await assert.rejects(iam.send(new GetUserCommand({ UserName: "absent" })), NoSuchEntityException);
});

test("users are paged through", async () => {
  for (let i = 0; i < 3; i++) {
    await iam.send(new CreateUserCommand({ UserName: `${name}-${i}`, Path: `/${name}/` }));
  }
  const seen = [];

  for await (const page of paginateListUsers({ client: iam, pageSize: 2 }, { PathPrefix: `/${name}/` })) {
    seen.push(...page.Users.map((user) => user.UserName));
  }

  assert.deepEqual(seen, [`${name}-0`, `${name}-1`, `${name}-2`]);
});
