"""What a project asks of the linter: `[tool.mappinglint]` or mappinglint.toml."""

from mappinglint.config.configuration import Configuration
from mappinglint.config.loading import Configurations, ConfigurationUnreadableError

__all__ = ["Configuration", "ConfigurationUnreadableError", "Configurations"]
