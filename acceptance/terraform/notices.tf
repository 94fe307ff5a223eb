# Who is told of what is dropped into the lake.

resource "aws_sqs_queue" "dropped" {
  name = "${var.name}-dropped"
}

resource "aws_sqs_queue_policy" "dropped" {
  queue_url = aws_sqs_queue.dropped.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.dropped.arn
      Condition = { ArnEquals = { "aws:SourceArn" = aws_s3_bucket.lake.arn } }
    }]
  })
}

resource "aws_s3_bucket_notification" "lake" {
  bucket = aws_s3_bucket.lake.id
  queue {
    id            = "dropped"
    queue_arn     = aws_sqs_queue.dropped.arn
    events        = ["s3:ObjectCreated:*", "s3:ObjectRestore:Completed"]
    filter_prefix = "raw/"
    filter_suffix = ".json"
  }
  depends_on = [aws_sqs_queue_policy.dropped]
}
