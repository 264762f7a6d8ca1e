"""Terraform: what the resource `aws_lambda_event_source_mapping` says, however it is written."""
