"""Where records go that failed."""

from typing import Final

DESTINATION: Final = "DestinationConfig.OnFailure.Destination"
# A topic of the cluster that is polled is named by this and its name.
TOPIC_SCHEME: Final = "kafka://"
