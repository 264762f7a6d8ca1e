"""Stacks as they are: a CloudFormation template."""

from typing import Any

import yaml


def write(stack: dict[str, Any]) -> dict[str, str]:
    return {"template.yaml": yaml.safe_dump({"Resources": stack}, sort_keys=False)}
