"""PartiQL: statements alone, in batches and in transactions."""

import pytest
from botocore.exceptions import ClientError


@pytest.fixture(scope="module")
def dynamodb(client):
    made = client("dynamodb")
    made.create_table(
        TableName="Music",
        KeySchema=[
            {"AttributeName": "Artist", "KeyType": "HASH"},
            {"AttributeName": "SongTitle", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "Artist", "AttributeType": "S"},
            {"AttributeName": "SongTitle", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    made.get_waiter("table_exists").wait(TableName="Music")
    return made


def run(dynamodb, statement, *parameters, **more):
    return dynamodb.execute_statement(
        Statement=statement, **({"Parameters": list(parameters)} if parameters else {}), **more
    )


def test_the_developer_guides_statements_work(dynamodb):
    run(
        dynamodb,
        """INSERT INTO "Music" VALUE {'Artist': ?, 'SongTitle': ?, 'AwardDetail': {'Grammys': [2020, 2018]},
           'BandMembers': <<'Ann', 'Bob'>>}""",
        {"S": "Acme Band"},
        {"S": "PartiQL Rocks"},
    )
    key = "WHERE Artist = 'Acme Band' AND SongTitle = 'PartiQL Rocks'"
    changed = run(
        dynamodb,
        f"""UPDATE "Music" SET AwardsWon = 1 SET AwardDetail.Grammys = list_append(AwardDetail.Grammys, [2016])
            SET BandMembers = set_add(BandMembers, <<'newbandmember'>>) {key} RETURNING ALL NEW *""",
    )["Items"][0]
    assert changed["AwardDetail"] == {"M": {"Grammys": {"L": [{"N": "2020"}, {"N": "2018"}, {"N": "2016"}]}}}
    assert changed["BandMembers"] == {"SS": ["Ann", "Bob", "newbandmember"]}
    run(dynamodb, f'UPDATE "Music" REMOVE AwardDetail.Grammys[2] SET AwardsWon = AwardsWon + 1 {key}')
    found = run(dynamodb, f'SELECT AwardsWon, AwardDetail.Grammys[1] FROM "Music" {key}')["Items"]
    assert found == [{"AwardsWon": {"N": "2"}, "Grammys[1]": {"N": "2018"}}]
    with pytest.raises(dynamodb.exceptions.DuplicateItemException):
        run(dynamodb, "INSERT INTO \"Music\" VALUE {'Artist': 'Acme Band', 'SongTitle': 'PartiQL Rocks'}")
    gone = run(dynamodb, f'DELETE FROM "Music" {key} RETURNING ALL OLD *')["Items"]
    assert gone[0]["AwardsWon"] == {"N": "2"}
    assert run(dynamodb, f'SELECT * FROM "Music" {key}')["Items"] == []


def test_pages_end(dynamodb):
    for i in range(7):
        run(dynamodb, f"INSERT INTO Music VALUE {{'Artist': 'Pages', 'SongTitle': 's{i}'}}")
    titles, token = [], None
    while True:
        page = run(
            dynamodb,
            "SELECT SongTitle FROM Music WHERE Artist = 'Pages' AND SongTitle > 's0' ORDER BY SongTitle DESC",
            Limit=2,
            **({"NextToken": token} if token else {}),
        )
        titles += [item["SongTitle"]["S"] for item in page["Items"]]
        token = page.get("NextToken")
        if not token:
            break
    assert titles == ["s6", "s5", "s4", "s3", "s2", "s1"]


def test_batches_answer_one_by_one(dynamodb):
    written = dynamodb.batch_execute_statement(
        Statements=[
            {"Statement": f"INSERT INTO Music VALUE {{'Artist': 'Batch', 'SongTitle': '{title}'}}"}
            for title in ["a", "b", "a"]
        ]
    )["Responses"]
    assert [each.get("Error", {}).get("Code") for each in written] == [None, None, "DuplicateItem"]
    read = dynamodb.batch_execute_statement(
        Statements=[
            {
                "Statement": "SELECT SongTitle FROM Music WHERE Artist = ? AND SongTitle = ?",
                "Parameters": [{"S": "Batch"}, {"S": title}],
            }
            for title in ["b", "z"]
        ]
    )["Responses"]
    assert [each.get("Item") for each in read] == [{"SongTitle": {"S": "b"}}, None]


def test_transactions_of_statements_are_all_or_nothing(dynamodb):
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as canceled:
        dynamodb.execute_transaction(
            TransactStatements=[
                {"Statement": "INSERT INTO Music VALUE {'Artist': 'Tx', 'SongTitle': 'x'}"},
                {"Statement": "UPDATE Music SET n = 1 WHERE Artist = 'Tx' AND SongTitle = 'nothing'"},
            ]
        )
    assert [each["Code"] for each in canceled.value.response["CancellationReasons"]] == [
        "None",
        "ConditionalCheckFailed",
    ]
    assert run(dynamodb, "SELECT * FROM Music WHERE Artist = 'Tx'")["Items"] == []


def test_faults_are_in_awss_words(dynamodb):
    for statement, said in [
        ("SLECT * FROM Music", "Statement wasn't well formed, can't be processed: Expected data manipulation"),
        ("SELECT * FROM Music m", "Aliasing is not supported"),
        ("UPDATE Music SET a = 1 WHERE Artist = 'x'", "mandatory equality on all key attributes"),
        ("SELECT * FROM Music.nothing WHERE Artist = 'x'", "The table does not have the specified index"),
    ]:
        with pytest.raises(ClientError) as refused:
            run(dynamodb, statement)
        assert refused.value.response["Error"]["Code"] == "ValidationException"
        assert said in refused.value.response["Error"]["Message"]
