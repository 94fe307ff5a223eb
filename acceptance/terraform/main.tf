# What data teams declare of S3, IAM, KMS, secrets and the lake. Applied, planned again without drift, and destroyed.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "name" {
  type = string
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  s3_use_path_style           = true
  skip_metadata_api_check     = true
  skip_credentials_validation = true
  default_tags {
    tags = { team = "lake" }
  }
}

data "aws_caller_identity" "me" {}

resource "aws_kms_key" "lake" {
  description             = "the lake's key"
  deletion_window_in_days = 7
  enable_key_rotation     = true
}

resource "aws_kms_alias" "lake" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.lake.key_id
}

resource "aws_s3_bucket" "logs" {
  bucket        = "${var.name}-logs"
  force_destroy = true
}

resource "aws_s3_bucket" "lake" {
  bucket        = "${var.name}-lake"
  force_destroy = true
  tags          = { zone = "raw" }
}

resource "aws_s3_bucket_versioning" "lake" {
  bucket = aws_s3_bucket.lake.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "lake" {
  bucket = aws_s3_bucket.lake.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.lake.arn
    }
    bucket_key_enabled = true
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "lake" {
  bucket = aws_s3_bucket.lake.id
  rule {
    id     = "old"
    status = "Enabled"
    filter {
      prefix = "raw/"
    }
    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }
    expiration {
      days = 365
    }
    noncurrent_version_expiration {
      noncurrent_days = 7
    }
  }
  depends_on = [aws_s3_bucket_versioning.lake]
}

resource "aws_s3_bucket_public_access_block" "lake" {
  bucket                  = aws_s3_bucket.lake.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "lake" {
  bucket = aws_s3_bucket.lake.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_policy" "lake" {
  bucket = aws_s3_bucket.lake.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.lake.arn, "${aws_s3_bucket.lake.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
  depends_on = [aws_s3_bucket_public_access_block.lake]
}

resource "aws_s3_bucket_cors_configuration" "lake" {
  bucket = aws_s3_bucket.lake.id
  cors_rule {
    allowed_methods = ["GET", "PUT"]
    allowed_origins = ["https://example.com"]
    allowed_headers = ["*"]
    max_age_seconds = 300
  }
}

resource "aws_s3_bucket_logging" "lake" {
  bucket        = aws_s3_bucket.lake.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "access/"
}

resource "aws_s3_bucket_website_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id
  index_document {
    suffix = "index.html"
  }
}

resource "aws_s3_object" "file" {
  bucket       = aws_s3_bucket.lake.id
  key          = "raw/hello.json"
  content      = jsonencode({ hello = "world" })
  content_type = "application/json"
  depends_on   = [aws_s3_bucket_server_side_encryption_configuration.lake, aws_s3_bucket_versioning.lake]
}

resource "aws_iam_role" "crawler" {
  name                 = "${var.name}-crawler"
  max_session_duration = 7200
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "glue.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_policy" "read" {
  name = "${var.name}-read"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "${aws_s3_bucket.lake.arn}/*" }]
  })
}

resource "aws_iam_role_policy_attachment" "own" {
  role       = aws_iam_role.crawler.name
  policy_arn = aws_iam_policy.read.arn
}

resource "aws_iam_role_policy_attachment" "managed" {
  role       = aws_iam_role.crawler.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSGlueServiceRole"
}

resource "aws_iam_role_policy" "inline" {
  name   = "inline"
  role   = aws_iam_role.crawler.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:ListBucket", Resource = "*" }] })
}

resource "aws_iam_instance_profile" "node" {
  name = "${var.name}-node"
  role = aws_iam_role.crawler.name
}

resource "aws_iam_user" "reader" {
  name = "${var.name}-reader"
  path = "/people/"
}

resource "aws_iam_access_key" "reader" {
  user = aws_iam_user.reader.name
}

resource "aws_iam_group" "readers" {
  name = "${var.name}-readers"
}

resource "aws_iam_user_group_membership" "reader" {
  user   = aws_iam_user.reader.name
  groups = [aws_iam_group.readers.name]
}

resource "aws_secretsmanager_secret" "database" {
  name                    = "${var.name}/database"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "database" {
  secret_id     = aws_secretsmanager_secret.database.id
  secret_string = jsonencode({ username = "admin", password = "open sesame" })
}

resource "aws_ssm_parameter" "threshold" {
  name  = "/${var.name}/threshold"
  type  = "String"
  value = "10"
}

resource "aws_ssm_parameter" "token" {
  name  = "/${var.name}/token"
  type  = "SecureString"
  value = "open sesame"
}

resource "aws_glue_catalog_database" "sales" {
  name = replace("${var.name}_sales", "-", "_")
}

resource "aws_glue_catalog_table" "orders" {
  name          = "orders"
  database_name = aws_glue_catalog_database.sales.name
  table_type    = "EXTERNAL_TABLE"
  storage_descriptor {
    location      = "s3://${aws_s3_bucket.lake.bucket}/orders/"
    input_format  = "org.apache.hadoop.mapred.TextInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
    ser_de_info {
      serialization_library = "org.openx.data.jsonserde.JsonSerDe"
    }
    columns {
      name = "id"
      type = "bigint"
    }
    columns {
      name = "amount"
      type = "double"
    }
  }
  partition_keys {
    name = "country"
    type = "string"
  }
}

resource "aws_athena_workgroup" "analysts" {
  name          = "${var.name}-analysts"
  force_destroy = true
  configuration {
    bytes_scanned_cutoff_per_query = 100000000
    result_configuration {
      output_location = "s3://${aws_s3_bucket.lake.bucket}/results/"
    }
  }
}

resource "aws_athena_named_query" "count" {
  name      = "count"
  workgroup = aws_athena_workgroup.analysts.id
  database  = aws_glue_catalog_database.sales.name
  query     = "SELECT count(*) FROM orders"
}

resource "aws_athena_data_catalog" "customers" {
  name        = "${var.name}-customers"
  description = "tables of DynamoDB"
  type        = "LAMBDA"
  parameters = {
    "function" = "arn:aws:lambda:us-east-1:${data.aws_caller_identity.me.account_id}:function:connector"
  }
  tags = {
    team = "a"
  }
}

resource "aws_athena_capacity_reservation" "reserved" {
  name        = "${var.name}-reserved"
  target_dpus = 24
}

output "account" {
  value = data.aws_caller_identity.me.account_id
}
