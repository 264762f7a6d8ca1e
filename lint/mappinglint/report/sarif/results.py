"""Findings as results."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sarif_om as om

from mappinglint.edit import Edit, Fix
from mappinglint.finding import Finding, Suppressed
from mappinglint.identity import fingerprints
from mappinglint.place import Label
from mappinglint.report.sarif.places import Places, region
from mappinglint.report.words import printable, remedies, when
from mappinglint.rule import Rule

# GitHub refuses a result with more related locations.
_MOST_RELATED = 1_000

# The key is our own: the uploader makes `primaryLocationLineHash` itself, and complains of others.
_FINGERPRINT = "mappinglint/v1"


class Results:
    """Makes results that refer to `rules` by number.

    `findings` are all that the run has, be they in the log or not: how many there are of a kind
    is a part of their fingerprints. `root` is the folder that paths are relative to.
    """

    def __init__(
        self, places: Places, rules: Sequence[Rule], findings: Iterable[Finding], root: str
    ) -> None:
        self._places = places
        self._index = {rule: number for number, rule in enumerate(rules)}
        self._fingerprints = fingerprints(findings, root)

    def result(self, finding: Finding, suppressed: Suppressed | None) -> Any:
        """Return a finding as a result; one that is suppressed says why it is."""
        related = finding.related[:_MOST_RELATED]
        return om.Result(
            rule_id=finding.rule.code,
            rule_index=self._index[finding.rule],
            level=str(finding.level),
            message=om.Message(text=_message(finding, related)),
            locations=[self._location(finding)],
            related_locations=[
                self._related(number, label) for number, label in enumerate(related, start=1)
            ]
            or None,
            partial_fingerprints={_FINGERPRINT: self._fingerprints[id(finding)]},
            fixes=[self._fix(finding.fix)] if finding.fix else None,
            # SARIF wants all results to tell, or none: an empty list is a finding that stands.
            suppressions=[_suppression(suppressed)] if suppressed else [],
        )

    def _location(self, finding: Finding) -> Any:
        """Return where a finding is: in the file, and in which setting of which mapping.

        GitHub shows a finding in a pull request if all of its lines are changed there.
        """
        path = ".".join(filter(None, (finding.mapping, finding.setting)))
        named = om.LogicalLocation(
            name=finding.setting or None,
            fully_qualified_name=path,
            kind="property" if finding.setting else "resource",
        )
        return om.Location(
            physical_location=self._places.physical(finding.primary.place.first_line()),
            logical_locations=[named] if path else None,
        )

    def _related(self, number: int, label: Label) -> Any:
        message = om.Message(text=escaped(label.text)) if label.text else None
        place = self._places.physical(label.place)
        return om.Location(id=number, physical_location=place, message=message)

    def _fix(self, fix: Fix) -> Any:
        title = fix.title if fix.safe else f"{fix.title} (unsafe: look at what it changes)"
        by_file: dict[str, list[Edit]] = {}
        for edit in fix.edits:
            by_file.setdefault(edit.place.source.path, []).append(edit)
        changes = [
            om.ArtifactChange(
                artifact_location=self._places.artifact(path),
                replacements=[
                    om.Replacement(
                        deleted_region=region(edit.place),
                        inserted_content=om.ArtifactContent(text=edit.text) if edit.text else None,
                    )
                    for edit in edits
                ],
            )
            for path, edits in by_file.items()
        ]
        return om.Fix(description=om.Message(text=escaped(title)), artifact_changes=changes)


def _suppression(suppressed: Suppressed) -> Any:
    reason = printable(suppressed.reason) or None
    return om.Suppression(kind=suppressed.by.value, justification=reason)


def _message(finding: Finding, related: Iterable[Label]) -> str:
    """Return message and reasons; GitHub shows a related place only if the message links it."""
    return " ".join(_sentences(finding, related))


def _sentences(finding: Finding, related: Iterable[Label]) -> Iterator[str]:
    yield _ended(escaped(finding.message))
    if finding.when:
        yield f"When {escaped(when(finding))}."
    links = [
        f"[{escaped(label.text) or 'here'}]({number})"
        for number, label in enumerate(related, start=1)
    ]
    if links:
        yield f"See {' and '.join(links)}."
    if finding.aws:
        yield _ended(f"AWS {escaped(finding.aws)}")
    for remedy in remedies(finding):
        yield _ended(f"Fix: {escaped(remedy)}")


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", '."', '?"')) else f"{sentence}."


def escaped(text: str) -> str:
    """Return text in which nothing is a link or breaks a line: SARIF gives brackets a meaning."""
    shown = printable(text)
    return shown.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
