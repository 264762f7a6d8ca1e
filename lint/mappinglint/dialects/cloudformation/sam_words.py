"""What SAM adds to templates, as far as plain mappings of the same template depend on it."""

from typing import Final

from mappinglint.dialects.sam import TYPE

SAM_FUNCTION: Final = TYPE
SAM_TABLE: Final = "AWS::Serverless::SimpleTable"
# It lets one resource use another, by policies.
CONNECTOR: Final = "AWS::Serverless::Connector"

# The types of events that poll, with the property that names the source.
SOURCES: Final = {
    "DocumentDB": "Cluster",
    "DynamoDB": "Stream",
    "Kinesis": "Stream",
    "MQ": "Broker",
    "MSK": "Stream",
    "SQS": "Queue",
    "SelfManagedKafka": "KafkaBootstrapServers",
}
# Those that call the function, and take no policy for it. SNS may do so by way of a queue.
PUSHING: Final = (
    "AlexaSkill",
    "Api",
    "CloudWatchEvent",
    "CloudWatchLogs",
    "Cognito",
    "EventBridgeRule",
    "HttpApi",
    "IoTRule",
    "S3",
    "Schedule",
    "ScheduleV2",
)
