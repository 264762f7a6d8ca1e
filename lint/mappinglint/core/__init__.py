"""The engine's own plugin: the dialects it reads, and the rules about reading itself."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from mappinglint.document.problem import ProblemKind
from mappinglint.hookspecs import hookimpl
from mappinglint.rule import Evidence, Level, Rule

if TYPE_CHECKING:
    from mappinglint.dialects import Dialect

UNREADABLE: Final = Rule("ESM001", "unreadable", Level.ERROR, Evidence.DOCUMENTED, __name__)
SYNTAX_ERROR: Final = Rule("ESM002", "syntax-error", Level.ERROR, Evidence.DOCUMENTED, __name__)
DUPLICATE_KEY: Final = Rule("ESM003", "duplicate-key", Level.WARNING, Evidence.RECORDED, __name__)
INVALID_CONFIGURATION: Final = Rule(
    "ESM910", "invalid-configuration", Level.ERROR, Evidence.DOCUMENTED, __name__
)

# The linter itself.
UNUSED_SUPPRESSION: Final = Rule(
    "ESM901",
    "unused-suppression",
    Level.WARNING,
    Evidence.ADVISED,
    __name__,
    without_effect=True,
)
UNKNOWN_SUPPRESSION: Final = Rule(
    "ESM902", "unknown-suppression", Level.WARNING, Evidence.ADVISED, __name__
)
SUPPRESSION_WITHOUT_REASON: Final = Rule(
    "ESM903", "suppression-without-reason", Level.WARNING, Evidence.ADVISED, __name__
)
MALFORMED_SUPPRESSION: Final = Rule(
    "ESM904", "malformed-suppression", Level.WARNING, Evidence.ADVISED, __name__
)
STALE_BASELINE: Final = Rule("ESM920", "stale-baseline", Level.WARNING, Evidence.ADVISED, __name__)

RULE_OF_PROBLEM: Final = {
    ProblemKind.UNREADABLE: UNREADABLE,
    ProblemKind.SYNTAX: SYNTAX_ERROR,
    ProblemKind.DUPLICATE_KEY: DUPLICATE_KEY,
}

ABOUT_SUPPRESSIONS: Final = (
    UNUSED_SUPPRESSION,
    UNKNOWN_SUPPRESSION,
    SUPPRESSION_WITHOUT_REASON,
    MALFORMED_SUPPRESSION,
)
# What no baseline can know.
NOT_FOR_BASELINES: Final = (UNREADABLE, INVALID_CONFIGURATION, STALE_BASELINE)


@hookimpl
def mappinglint_dialects() -> "Iterable[Dialect]":
    """Return the built-in dialects."""
    from mappinglint.dialects.api import ApiDialect
    from mappinglint.dialects.aws_cli import AwsCliDialect
    from mappinglint.dialects.cloudformation import CloudFormationDialect
    from mappinglint.dialects.kubernetes import KubernetesDialect
    from mappinglint.dialects.sam import SamDialect
    from mappinglint.dialects.serverless import ServerlessDialect
    from mappinglint.dialects.terraform import TerraformDialect
    from mappinglint.dialects.terraform.plan import TerraformPlanDialect

    return [
        ApiDialect(),
        AwsCliDialect(),
        CloudFormationDialect(),
        KubernetesDialect(),
        SamDialect(),
        ServerlessDialect(),
        TerraformDialect(),
        TerraformPlanDialect(),
    ]


@hookimpl
def mappinglint_rules() -> Iterable[Rule]:
    """Return the rules of family 0, that readers find, and of family 9, about the linter itself."""
    return (
        *RULE_OF_PROBLEM.values(),
        *ABOUT_SUPPRESSIONS,
        INVALID_CONFIGURATION,
        STALE_BASELINE,
    )
