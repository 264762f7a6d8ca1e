"""Prints what differs; see the package."""

import sys
from collections.abc import Iterator
from typing import Any

from mappinglint.kind import name_kinds
from mappinglint_rules.schema.compare.difference import Difference, explanations, unexplained
from mappinglint_rules.schema.compare.fields import differing_schemas, differing_table
from mappinglint_rules.schema.compare.patterns import disagreements, unmentioned
from mappinglint_rules.schema.compare.sentences import sentences
from mappinglint_rules.schema.compare.table import Table, known
from mappinglint_rules.schema.generate import model_schema, model_version, overlay, service_model


def differences(model: Any, table: Table) -> Iterator[Difference]:
    """Yield everything that a model of Lambda says other than the schema and the table."""
    schema = model_schema(model)
    yield from differing_schemas(schema, table.schema, overlay())
    yield from differing_table(schema, table)
    said = sentences(model)
    for sentence in said:
        for problem in disagreements(sentence, table):
            yield Difference(str(sentence), problem)
    for row in unmentioned(said, table):
        problem = f"only for {name_kinds(row.takes)} by the table, and botocore names no source"
        yield Difference(row.name, problem)


def report(model: Any, table: Table) -> tuple[str, int]:
    """Return what to print, and the exit code: 1 if something differs that nobody explained."""
    explained = explanations()
    found = list(unexplained(differences(model, table), explained))
    lines = [f"{one}\n" for one in found]
    end = "differs" if len(found) == 1 else "differ"
    lines.append(f"botocore {model_version()}: {len(found)} {end}, {len(explained)} explained\n")
    return "".join(lines), 1 if found else 0


def main() -> int:
    """Print the report and return the exit code."""
    text, code = report(service_model(), known())
    sys.stdout.write(text)
    return code


if __name__ == "__main__":
    sys.exit(main())
