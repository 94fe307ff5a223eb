"""The tables that AWS's guide defines for the logs of its services read the files that those services write.

The definitions are those of the guide's pages "Query AWS service logs", with fewer columns where many are alike.
"""

import bz2
import gzip
import json

import pytest
from lake import Lake

ALB = (
    "http 2024-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.000 0.001"
    ' 0.000 200 200 34 366 "GET http://www.example.com:80/a?b=c d HTTP/1.1" "curl/7.46.0" - -'
    " arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067"
    ' "Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 2024-07-02T22:22:48.364000Z "forward" "-" "-" "10.0.0.1:80"'
    ' "200" "-" "-" TID_1234abcd5678ef90\n'
)
CLB = (
    "2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057"
    ' 200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -\n'
)
NLB = (
    "tls 2.0 2018-12-20T02:59:40 net/my-network-loadbalancer/c6e77e28c25b2234 g3d4b5e8bb8464cd 72.21.218.154:51341"
    " 172.100.100.185:443 5 2 98 246 - arn:aws:acm:us-east-2:671290407336:certificate/2a108f19 -"
    " ECDHE-RSA-AES128-SHA tlsv12 - my-network-loadbalancer-c6e77e28c25b2234.elb.us-east-2.amazonaws.com - - -"
    " 2018-12-20T02:59:30\n"
)
VPC = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end"
    " action log-status\n"
    "2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010"
    " 1418530070 ACCEPT OK\n"
    "2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA\n"
)
CLOUDFRONT = (
    "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status\n"
    "2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\td111111abcdef8.cloudfront.net\t/index.html\t200\n"
    "2019-12-13\t22:36:27\tSEA19-C1\t900\t192.0.2.200\tGET\td111111abcdef8.cloudfront.net\t/favicon.ico\t502\n"
)
WAF = {
    "timestamp": 1576280412771,
    "formatVersion": 1,
    "webaclId": "arn:aws:wafv2:ap-southeast-2:111122223333:regional/webacl/STMTest/1EXAMPLE",
    "terminatingRuleId": "STMTest_SQLi_XSS",
    "terminatingRuleMatchDetails": [
        {"conditionType": "SQL_INJECTION", "location": "HEADER", "matchedData": ["10", "AND", "1"]}
    ],
    "action": "BLOCK",
    "ruleGroupList": [],
    "httpRequest": {
        "clientIp": "1.1.1.1",
        "country": "AU",
        "headers": [{"name": "Host", "value": "localhost:1989"}, {"name": "User-Agent", "value": "curl/7.61.1"}],
        "uri": "/myUri",
        "httpMethod": "GET",
    },
    "labels": [{"name": "value"}],
}
S3 = (
    "79a59df900b949e5 amzn-s3-demo-bucket1 [06/Feb/2019:00:00:38 +0000] 192.0.2.3 79a59df900b949e5 3E57427F3EXAMPLE"
    ' REST.GET.VERSIONING - "GET /amzn-s3-demo-bucket1?versioning HTTP/1.1" 200 - 113 - 7 - "-" "S3Console/0.4" -'
    " s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= SigV4 ECDHE-RSA-AES128-GCM-SHA256"
    " AuthHeader amzn-s3-demo-bucket1.s3.us-west-1.amazonaws.com TLSV1.2 - -\n"
)
TRAIL = {
    "Records": [
        {
            "eventVersion": "1.08",
            "userIdentity": {"type": "IAMUser", "userName": "Mary", "arn": "arn:aws:iam::123456789012:user/Mary"},
            "eventTime": "2023-07-19T21:17:28Z",
            "eventSource": "ec2.amazonaws.com",
            "eventName": "StartInstances",
            "awsRegion": "us-east-1",
            "requestParameters": {"instancesSet": {"items": [{"instanceId": "i-1"}]}},
        }
    ]
}


@pytest.fixture(scope="module")
def lake(client):
    return Lake(client)


def put(lake, key, body):
    lake.s3.put_object(Bucket=lake.bucket, Key=key, Body=body)


def test_application_load_balancers(lake):
    put(lake, "alb/2024/07/02/a.log.gz", gzip.compress(ALB.encode()))
    lake.run(
        rf"""CREATE EXTERNAL TABLE IF NOT EXISTS alb_access_logs (
            type string, time string, elb string, client_ip string, client_port int, target_ip string, target_port int,
            request_processing_time double, target_processing_time double, response_processing_time double,
            elb_status_code int, target_status_code string, received_bytes bigint, sent_bytes bigint,
            request_verb string, request_url string, request_proto string, user_agent string, ssl_cipher string,
            ssl_protocol string, target_group_arn string, trace_id string, domain_name string, chosen_cert_arn string,
            matched_rule_priority string, request_creation_time string, actions_executed string, redirect_url string,
            lambda_error_reason string, target_port_list string, target_status_code_list string, classification string,
            classification_reason string, conn_trace_id string)
            PARTITIONED BY (day STRING)
            ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe'
            WITH SERDEPROPERTIES ('serialization.format' = '1', 'input.regex' =
            '([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*):([0-9]*) ([^ ]*)[:-]([0-9]*) ([-.0-9]*) ([-.0-9]*) ([-.0-9]*) (|[-0-9]*) (-|[-0-9]*) ([-0-9]*) ([-0-9]*) \"([^ ]*) (.*) (- |[^ ]*)\" \"([^\"]*)\" ([A-Z0-9-_]+) ([A-Za-z0-9.-]*) ([^ ]*) \"([^\"]*)\" \"([^\"]*)\" \"([^\"]*)\" ([-.0-9]*) ([^ ]*) \"([^\"]*)\" \"([^\"]*)\" \"([^ ]*)\" \"([^\\s]+?)\" \"([^\\s]+)\" \"([^ ]*)\" \"([^ ]*)\" ?([^ ]*)?')
            LOCATION 's3://{lake.bucket}/alb/'
            TBLPROPERTIES ("projection.enabled" = "true", "projection.day.type" = "date",
            "projection.day.range" = "2022/01/01,NOW", "projection.day.format" = "yyyy/MM/dd",
            "projection.day.interval" = "1", "projection.day.interval.unit" = "DAYS",
            "storage.location.template" = "s3://{lake.bucket}/alb/${{day}}")"""  # noqa: E501
    )
    assert lake.values(
        "SELECT client_ip, target_port, elb_status_code, target_processing_time, request_url, user_agent, conn_trace_id"
        " FROM alb_access_logs WHERE day = '2024/07/02'"
    ) == [
        ["192.168.131.39", "80", "200", "0.001", "http://www.example.com:80/a?b=c d", "curl/7.46.0"]
        + ["TID_1234abcd5678ef90"]
    ]


def test_classic_load_balancers(lake):
    put(lake, "clb/a.log", CLB)
    lake.run(
        rf"""CREATE EXTERNAL TABLE IF NOT EXISTS elb_logs (
            timestamp_ string, elb_name string, request_ip string, request_port int, backend_ip string, backend_port int,
            request_processing_time double, backend_processing_time double, client_response_time double,
            elb_response_code string, backend_response_code string, received_bytes bigint, sent_bytes bigint,
            request_verb string, url string, protocol string, user_agent string, ssl_cipher string, ssl_protocol string)
            ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe'
            WITH SERDEPROPERTIES ('serialization.format' = '1', 'input.regex' =
            '([^ ]*) ([^ ]*) ([^ ]*):([0-9]*) ([^ ]*)[:-]([0-9]*) ([-.0-9]*) ([-.0-9]*) ([-.0-9]*) (|[-0-9]*) (-|[-0-9]*) ([-0-9]*) ([-0-9]*) \\\"([^ ]*) ([^ ]*) (- |[^ ]*)\\\" (\"[^\"]*\") ([A-Z0-9-]+) ([A-Za-z0-9.-]*)$')
            LOCATION 's3://{lake.bucket}/clb/'"""  # noqa: E501
    )
    assert lake.values("SELECT request_ip, backend_port, sent_bytes, url, user_agent FROM elb_logs") == [
        ["192.168.131.39", "80", "29", "http://www.example.com:80/", '"curl/7.38.0"']
    ]


def test_network_load_balancers(lake):
    put(lake, "nlb/a.log.gz", gzip.compress(NLB.encode()))
    lake.run(
        rf"""CREATE EXTERNAL TABLE IF NOT EXISTS nlb_tls_logs (
            type string, version string, time string, elb string, listener_id string, client_ip string, client_port int,
            target_ip string, target_port int, tcp_connection_time_ms double, tls_handshake_time_ms double,
            received_bytes bigint, sent_bytes bigint, incoming_tls_alert int, cert_arn string, certificate_serial string,
            tls_cipher_suite string, tls_protocol_version string, tls_named_group string, domain_name string,
            alpn_fe_protocol string, alpn_be_protocol string, alpn_client_preference_list string,
            tls_connection_creation_time string)
            ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe'
            WITH SERDEPROPERTIES ('serialization.format' = '1', 'input.regex' =
            '([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*):([0-9]*) ([^ ]*):([0-9]*) ([-.0-9]*) ([-.0-9]*) ([-0-9]*) ([-0-9]*) ([-0-9]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ?([^ ]*)?( .*)?')
            LOCATION 's3://{lake.bucket}/nlb/'"""  # noqa: E501
    )
    assert lake.values(
        "SELECT client_port, tls_handshake_time_ms, incoming_tls_alert, tls_cipher_suite, tls_connection_creation_time"
        " FROM nlb_tls_logs"
    ) == [["51341", "2.0", None, "ECDHE-RSA-AES128-SHA", "2018-12-20T02:59:30"]]


def test_flows_of_a_vpc(lake):
    put(lake, "vpc/2020/01/01/a.log.gz", gzip.compress(VPC.encode()))
    lake.run(
        f"""CREATE EXTERNAL TABLE IF NOT EXISTS `vpc_flow_logs` (
            version int, account_id string, interface_id string, srcaddr string, dstaddr string, srcport int,
            dstport int, protocol bigint, packets bigint, bytes bigint, start bigint, `end` bigint, action string,
            log_status string)
            PARTITIONED BY (`date` date) ROW FORMAT DELIMITED FIELDS TERMINATED BY ' '
            LOCATION 's3://{lake.bucket}/vpc/' TBLPROPERTIES ("skip.header.line.count"="1")"""
    )
    lake.run(
        f"ALTER TABLE vpc_flow_logs ADD PARTITION (`date`='2020-01-01') LOCATION 's3://{lake.bucket}/vpc/2020/01/01'"
    )
    assert lake.values(
        'SELECT srcaddr, dstport, bytes, action, log_status, "date" FROM vpc_flow_logs'
        " WHERE \"date\" = DATE '2020-01-01' ORDER BY start"
    ) == [
        ["172.31.16.139", "22", "4249", "ACCEPT", "OK", "2020-01-01"],
        ["-", None, None, "-", "NODATA", "2020-01-01"],
    ]


def test_cloudfront(lake):
    put(lake, "cf/E1.2019-12-04-21.a.gz", gzip.compress(CLOUDFRONT.encode()))
    lake.run(
        rf"""CREATE EXTERNAL TABLE IF NOT EXISTS cloudfront_standard_logs (
            `date` DATE, time STRING, x_edge_location STRING, sc_bytes BIGINT, c_ip STRING, cs_method STRING,
            cs_host STRING, cs_uri_stem STRING, sc_status INT, cs_referrer STRING)
            ROW FORMAT DELIMITED FIELDS TERMINATED BY '\t'
            LOCATION 's3://{lake.bucket}/cf/' TBLPROPERTIES ('skip.header.line.count'='2')"""
    )
    assert lake.values(
        'SELECT "date", sc_bytes, cs_uri_stem, sc_status, cs_referrer FROM cloudfront_standard_logs'
        " WHERE \"date\" BETWEEN DATE '2019-12-05' AND DATE '2019-12-31'"
    ) == [["2019-12-13", "900", "/favicon.ico", "502", None]]


def test_web_firewalls(lake):
    put(lake, "waf/2019/12/13/23/40/a.log.gz", gzip.compress((json.dumps(WAF) + "\n").encode()))
    lake.run(
        f"""CREATE EXTERNAL TABLE `waf_logs_partition_projection` (
            `timestamp` bigint, `formatversion` int, `webaclid` string, `terminatingruleid` string,
            `terminatingrulematchdetails` array<struct<conditiontype:string, sensitivitylevel:string, location:string,
              matcheddata:array<string>>>,
            `action` string, `rulegrouplist` array<struct<rulegroupid:string>>,
            `httprequest` struct<clientip:string, country:string, headers:array<struct<name:string, value:string>>,
              uri:string, args:string, httpversion:string, httpmethod:string, requestid:string>,
            `labels` array<struct<name:string>>)
            PARTITIONED BY (`log_time` string)
            ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
            STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat'
            OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
            LOCATION 's3://{lake.bucket}/waf/'
            TBLPROPERTIES ('projection.enabled'='true', 'projection.log_time.format'='yyyy/MM/dd/HH/mm',
            'projection.log_time.interval'='1', 'projection.log_time.interval.unit'='minutes',
            'projection.log_time.range'='2019/12/13/23/30,2019/12/14/00/00', 'projection.log_time.type'='date',
            'storage.location.template'='s3://{lake.bucket}/waf/${{log_time}}')"""
    )
    assert lake.values(
        'SELECT from_unixtime("timestamp" / 1000), httprequest.clientip, header.value,'
        " terminatingrulematchdetails[1].matcheddata FROM waf_logs_partition_projection"
        " CROSS JOIN UNNEST(httprequest.headers) AS t(header) WHERE lower(header.name) = 'user-agent'"
    ) == [["2019-12-13 23:40:12.000 UTC", "1.1.1.1", "curl/7.61.1", "[10, AND, 1]"]]


def test_buckets(lake):
    put(lake, "s3logs/2019-02-06-00-00-38-A", S3)
    lake.run(
        rf"""CREATE EXTERNAL TABLE `mybucket_logs` (
            `bucketowner` STRING, `bucket_name` STRING, `requestdatetime` STRING, `remoteip` STRING, `requester` STRING,
            `requestid` STRING, `operation` STRING, `key` STRING, `request_uri` STRING, `httpstatus` STRING,
            `errorcode` STRING, `bytessent` BIGINT, `objectsize` BIGINT, `totaltime` STRING, `turnaroundtime` STRING,
            `referrer` STRING, `useragent` STRING, `versionid` STRING, `hostid` STRING, `sigv` STRING,
            `ciphersuite` STRING, `authtype` STRING, `endpoint` STRING, `tlsversion` STRING, `accesspointarn` STRING,
            `aclrequired` STRING)
            ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe'
            WITH SERDEPROPERTIES ('input.regex' =
            '([^ ]*) ([^ ]*) \\[(.*?)\\] ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) (\"[^\"]*\"|-) (-|[0-9]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) (\"[^\"]*\"|-) ([^ ]*)(?: ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*))?.*$')
            STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat'
            OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
            LOCATION 's3://{lake.bucket}/s3logs/'"""  # noqa: E501
    )
    assert lake.values(
        "SELECT bucket_name, parse_datetime(requestdatetime, 'dd/MMM/yyyy:HH:mm:ss Z'), operation, httpstatus,"
        " bytessent, objectsize, sigv, tlsversion FROM mybucket_logs"
    ) == [
        ["amzn-s3-demo-bucket1", "2019-02-06 00:00:38.000 UTC", "REST.GET.VERSIONING", "200", "113", None, "SigV4"]
        + ["TLSV1.2"]
    ]


def test_trails(lake):
    put(
        lake,
        "trail/AWSLogs/123456789012/CloudTrail/us-east-1/2023/07/19/a.json.gz",
        gzip.compress(json.dumps(TRAIL).encode()),
    )
    lake.run(
        f"""CREATE EXTERNAL TABLE cloudtrail_logs (
            eventversion STRING,
            useridentity STRUCT<type:STRING, principalid:STRING, arn:STRING, accountid:STRING, username:STRING,
              sessioncontext:STRUCT<attributes:STRUCT<mfaauthenticated:STRING, creationdate:STRING>>>,
            eventtime STRING, eventsource STRING, eventname STRING, awsregion STRING, sourceipaddress STRING,
            requestparameters STRING, resources ARRAY<STRUCT<arn:STRING, accountid:STRING, type:STRING>>)
            PARTITIONED BY (`timestamp` string)
            ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
            STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
            OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
            LOCATION 's3://{lake.bucket}/trail/AWSLogs/123456789012/CloudTrail/us-east-1'
            TBLPROPERTIES ('projection.enabled'='true', 'projection.timestamp.format'='yyyy/MM/dd',
            'projection.timestamp.interval'='1', 'projection.timestamp.interval.unit'='DAYS',
            'projection.timestamp.range'='2020/01/01,NOW', 'projection.timestamp.type'='date',
            'storage.location.template'='s3://{lake.bucket}/trail/AWSLogs/123456789012/CloudTrail/us-east-1/${{timestamp}}')"""
    )
    assert lake.values(
        "SELECT useridentity.username, eventname, json_extract_scalar(requestparameters,"
        " '$.instancesSet.items[0].instanceId'), resources FROM cloudtrail_logs WHERE \"timestamp\" >= '2023/07/01'"
        " AND \"timestamp\" < '2023/08/01'"
    ) == [["Mary", "StartInstances", "i-1", None]]


def test_what_is_packed_by_bzip2_is_read(lake):
    put(lake, "bz/a.csv.bz2", bz2.compress(b"1\n2\n"))
    lake.run(f"CREATE EXTERNAL TABLE bz (n int) LOCATION 's3://{lake.bucket}/bz/'")
    assert lake.values("SELECT sum(n) FROM bz") == [["3"]]
