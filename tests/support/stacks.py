"""A small stack, written in every format that has resources beside mappings.

A stack is the `Resources` of a CloudFormation template, with functions in their long form
(`Fn::GetAtt: [Orders, Arn]`, `Ref: Orders`). Each writer returns the files of a project, by path,
the one with the mappings first. It raises Inexpressible where its format has no words.
"""

from collections.abc import Callable
from typing import Any

import stacks_ack
import stacks_cloudformation
import stacks_crossplane
import stacks_plan
import stacks_sam
import stacks_serverless
import stacks_terraform
from forms import Inexpressible

__all__ = ["WRITERS", "Files", "Inexpressible", "Stack"]

Stack = dict[str, Any]
Files = dict[str, str]

WRITERS: dict[str, Callable[[Stack], Files]] = {
    "cloudformation": stacks_cloudformation.write,
    "sam": stacks_sam.write,
    "serverless": stacks_serverless.write,
    "plan": stacks_plan.write,
    "ack": stacks_ack.write,
    "crossplane": stacks_crossplane.write,
    "terraform": stacks_terraform.write,
}
