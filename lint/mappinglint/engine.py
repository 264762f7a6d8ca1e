"""Text in, findings out: the one way of a file through the program."""

import gc
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field, replace
from functools import cached_property
from operator import is_
from typing import Literal

from mappinglint.choice import Choice
from mappinglint.dialects import Alternatives, Dialect
from mappinglint.discovery import is_data_file
from mappinglint.document import Document, read_fence
from mappinglint.finding import Finding, Suppressed
from mappinglint.kind import Kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.plugins import BREAKAGE, Failure, Plugins, Provided, must_be
from mappinglint.project import ALONE, Project
from mappinglint.record import dataclass
from mappinglint.rule import Rule
from mappinglint.runs import Runs
from mappinglint.settling import collapsed, once, without_consequences
from mappinglint.source import Source, UndecodableError, decode, searchable
from mappinglint.unreadable import from_problem, undecodable

# Files of template engines are YAML only once they are filled in.
# A value or a key that begins with %name% or %%name%% is one of these; within a text, that is only
# text.
_TEMPLATE_ENGINE = r"\{%|<%|\{\{(?!resolve:)|(?m:(?:^|[:\[,-])[ \t]*%%?[A-Za-z_][\w.-]*%)"

# There, `{{` alone is a slip.
_TEMPLATE_ENGINE_OF_HCL = r"\{%|<%|\{\{[^{}\n]*\}\}"


@dataclass
class Result:
    """What came of linting: findings in order, what broke, and how much was looked at.

    `files` were looked at, and `files_with_mappings` of them had some.
    `unfilled` files are templates of another program that are no YAML or JSON before it fills
    them in: nothing is said about them. `suppressed` are findings that somebody knows of and does
    not want to see. `fixed` has the findings that fixes have mended. `parts` are other files that
    the linted ones include and that have mappings, to be linted by themselves.
    `tally` counts the mappings by format and possible kinds of source. `read` has those of a single
    text, and those of its project that were read with them; of many texts, there is no end to that.
    `rules` are all there are, where a report wants them. `size` is how many bytes may have had a
    mapping, and were read.
    """

    findings: list[Finding] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    files: int = 0
    files_with_mappings: int = 0
    mappings: int = 0
    unfilled: int = 0
    suppressed: list[Suppressed] = field(default_factory=list)
    fixed: list[Finding] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    tally: Counter[tuple[str, Kinds]] = field(default_factory=Counter)
    read: list[Alternatives] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    size: int = 0

    def add(self, other: "Result") -> None:
        self.findings += other.findings
        self.failures += other.failures
        self.files += other.files
        self.files_with_mappings += other.files_with_mappings
        self.mappings += other.mappings
        self.unfilled += other.unfilled
        self.suppressed += other.suppressed
        self.fixed += other.fixed
        self.parts += other.parts
        self.tally += other.tally
        self.size += other.size


class _Together:
    """Mappings that were read together, by the files that they stand in.

    `parts_of` has, of each file, those that it includes and that have mappings. `compared` is what
    was found between them, in each file, once that has been looked for.
    """

    def __init__(self, found: list[Alternatives]) -> None:
        self.all = found
        self.of: dict[Source, list[Alternatives]] = {}
        self.parts_of: dict[Source, list[str]] = {}
        self.compared: dict[Source, list[Finding]] | None = None
        for alternatives in found:
            one = alternatives[0]
            self.of.setdefault(one.place.source, []).append(alternatives)
            if one.part_of is not None and one.part_of is not one.place.source:
                self.parts_of.setdefault(one.part_of, []).append(one.place.source.path)

    @cached_property
    def by_name(self) -> dict[str, EventSourceMapping]:
        return {alternatives[0].name: alternatives[0] for alternatives in self.all}


def _are_same(some: list[Alternatives], others: list[Alternatives]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))


class Engine:
    """Lints texts with the dialects and rules of some plugins.

    `project` has the files around each text; without it, a text is all there is. `choice` says
    which findings there are; without it, all but notes, and these with `advice`. It heeds
    `suppressions` in the texts, and may find that they need reasons.
    """

    def __init__(
        self,
        plugins: Plugins,
        project: Project = ALONE,
        *,
        advice: bool = False,
        choice: Choice | None = None,
        suppressions: bool = True,
        needs_reasons: bool = False,
    ) -> None:
        self._plugins = plugins
        self._project = project
        self._choice = choice or Choice(advice=advice)
        self._heeds_suppressions = suppressions
        self.needs_reasons = needs_reasons
        self._dialects = plugins.dialects()
        self._runs = Runs(plugins, self._choice)
        # The mappings that were read last.
        self._together = _Together([])
        # The list of mappings that a dialect has handed over last, all of them of the right kind.
        self._handed: object = None

    @cached_property
    def _rules(self) -> list[Provided[Rule]]:
        """Every rule whose findings are asked for."""
        return [
            rule for rule in self._plugins.rules() if self._choice.level_of(rule.item) is not None
        ]

    def rules(self) -> list[Rule]:
        """Return every rule that is asked for, in the order of the codes."""
        return [rule.item for rule in self._rules]

    def every_rule(self) -> list[Rule]:
        """Return every rule there is, asked for or not, in the order of the codes."""
        return [rule.item for rule in self._plugins.rules()]

    def check_bytes(self, path: str, data: bytes) -> Result:
        """Lint the content of a file: the findings are those in this file.

        A file that can hold no mapping is not even decoded.
        """
        result = Result(files=1)
        plain = searchable(data)
        dialects = self._willing("may_contain", plain, path, result)
        if not dialects:
            return result
        result.size = len(data)
        try:
            source = Source(path, decode(data))
        except UndecodableError as error:
            if self._willing("is_meant", plain, path, result):
                result.findings += self.chosen([undecodable(path, error)])
            return result
        # Large files are there once: as text.
        del data, plain
        with _gc_paused():
            self._check_all(self._project.document(source), dialects, result)
        return result

    def check_text(self, path: str, text: str) -> Result:
        """Lint a text that an editor or a program holds."""
        result = Result(files=1)
        with _gc_paused():
            self._check_all(self._project.document(Source(path, text)), self._dialects, result)
        return result

    def may_contain(self, path: str, data: bytes) -> bool:
        """Say whether there can be a mapping in a file at all: it need not be read."""
        return bool(self._willing("may_contain", searchable(data), path, Result()))

    def mappings(self, path: str, data: bytes, result: Result) -> list[Alternatives]:
        """Return the mappings of a file, each in all its scenarios; none if it is not text.

        What breaks in a plugin is added to the failures of the result.
        """
        willing = self._willing("may_contain", searchable(data), path, result)
        if not willing:
            return []
        with _gc_paused():
            try:
                document = self._project.document(Source(path, decode(data)))
            except UndecodableError:
                return []
            return [
                alternatives
                for part, dialects in self._parts(document, willing, result)
                for dialect in dialects
                for alternatives in self._mappings(dialect, part, result)
            ]

    def _check_all(
        self, document: Document, dialects: list[Provided[Dialect]], result: Result
    ) -> None:
        for part, willing in self._parts(document, dialects, result):
            found = self._check(part, willing)
            result.add(found)
            result.read += found.read
        result.files_with_mappings = int(result.mappings > 0)

    def _parts(
        self, document: Document, dialects: list[Provided[Dialect]], result: Result
    ) -> Iterator[tuple[Document, list[Provided[Dialect]]]]:
        """Yield what is read by itself, with those who may find a mapping in it.

        That is the document, or every code block in it: what stands side by side there are
        examples, of which nobody deploys all.
        """
        if document.format != "markdown" or document.is_unread:
            yield document, dialects
        for fence in document.fences:
            data = fence.text.encode(errors="replace")
            willing = self._willing("may_contain", data, document.source.path, result, dialects)
            if willing:
                yield read_fence(fence, document), willing

    def _check(self, document: Document, dialects: list[Provided[Dialect]]) -> Result:
        source, result = document.source, Result()
        if document.is_unread:
            data = source.text.encode(errors="replace")
            # Those at hand have found something in it; of a script, none can be surer.
            is_script = document.format == "shell"
            is_meant = self._willing("is_meant", data, source.path, result)
            problems = document.problems if is_script or is_meant else []
            result.findings = self.chosen([from_problem(source, one) for one in problems])
            return result
        is_data = is_data_file(source.path) and not document.is_example
        if document.broken and not is_data:
            return result
        is_hcl = document.format == "hcl"
        if document.broken and re.search(
            _TEMPLATE_ENGINE_OF_HCL if is_hcl else _TEMPLATE_ENGINE, source.text
        ):
            result.unfilled = 1
            return result
        together = self._all_mappings(document, dialects, result)
        result.read = together.all
        settled: list[Finding] = []
        for alternatives in together.of.get(source, ()):
            one = alternatives[0]
            result.mappings += 1
            result.tally[one.format.name, one.kinds] += 1
            result.findings += self._check_mapping(alternatives, result, settled)
        result.parts += together.parts_of.get(source, ())
        result.findings += self._compare(together, source, result)
        is_ours = result.mappings > 0
        if document.broken and not is_ours:
            data = source.text.encode(errors="replace")
            is_ours = bool(self._willing("is_meant", data, source.path, result))
        if is_ours:
            result.findings += [from_problem(source, problem) for problem in document.problems]
        if self._heeds_suppressions and document.has_suppressions and is_ours:
            mappings = [alternatives[0] for alternatives in together.all]
            self._suppress(document, mappings, settled, result)
        findings = once(self.chosen(result.findings), document.shared)
        result.findings = [_with_fix_in(source, one) for one in findings]
        return result

    def chosen(self, findings: list[Finding]) -> list[Finding]:
        """Return the findings that are asked for, at the levels that they are asked for."""
        levels = [self._choice.of(one) for one in findings]
        return [
            one if level is one.level else replace(one, level=level)
            for one, level in zip(findings, levels, strict=True)
            if level is not None
        ]

    def _suppress(
        self,
        document: Document,
        mappings: list[EventSourceMapping],
        settled: list[Finding],
        result: Result,
    ) -> None:
        """Leave the findings of a result that remain, and note those that are suppressed.

        What another finding has settled, and what nobody wants to see, is not reported; but a
        suppression of it is not for nothing.
        """
        from mappinglint.suppression import Rules, suppress

        path = document.source.path
        run = [rule.code for rule in self.rules() if not self._choice.ignores(rule, path)]
        result.findings, suppressed = suppress(
            document,
            mappings,
            [*result.findings, *settled],
            Rules(self.every_rule(), frozenset(run)),
            needs_reason=self.needs_reasons,
            is_whole=not (
                document.broken
                or self._project.has_broken(path)
                or result.failures
                or self._plugins.failures
            ),
        )
        unseen = set(map(id, settled))
        result.findings = [one for one in result.findings if id(one) not in unseen]
        for one in suppressed:
            shown = [] if id(one.finding) in unseen else self.chosen([one.finding])
            result.suppressed += [replace(one, finding=finding) for finding in shown]

    # -- what plugins do; whatever they raise is a failure, and the run goes on ------------------

    def _willing(
        self,
        question: Literal["may_contain", "is_meant"],
        data: bytes,
        path: str,
        result: Result,
        dialects: list[Provided[Dialect]] | None = None,
    ) -> list[Provided[Dialect]]:
        """Return the dialects, of those given, that answer a question about some bytes with yes."""
        willing = []
        for dialect in self._dialects if dialects is None else dialects:
            try:
                if getattr(dialect.item, question)(data):
                    willing.append(dialect)
            except BREAKAGE as error:
                result.failures.append(dialect.failure(f"to look at {path}", error))
        return willing

    def _all_mappings(
        self, document: Document, dialects: list[Provided[Dialect]], result: Result
    ) -> "_Together":
        """Return the mappings of a document, and those that are deployed with them.

        The files of a project come one after the other, and have the same mappings.
        """
        found = [
            alternatives
            for dialect in dialects
            for alternatives in self._mappings(dialect, document, result)
        ]
        if not _are_same(found, self._together.all):
            self._together = _Together(found)
        return self._together

    def _mappings(
        self, dialect: Provided[Dialect], document: Document, result: Result
    ) -> Iterator[Alternatives]:
        try:
            handed = dialect.item.mappings(document)
            is_new = handed is not self._handed
            for alternatives in handed:
                for mapping in alternatives if is_new else ():
                    must_be(EventSourceMapping, mapping)
                if alternatives and document.is_example:
                    from mappinglint.examples import as_example

                    yield [as_example(mapping) for mapping in alternatives]
                elif alternatives:
                    yield alternatives
            self._handed = handed if isinstance(handed, list) else None
        except BREAKAGE as error:
            doing = f"to read {document.source.path} as {dialect.item.name}"
            result.failures.append(dialect.failure(doing, error))

    def _check_mapping(
        self, alternatives: Alternatives, result: Result, settled: list[Finding]
    ) -> list[Finding]:
        found = [(one, self._run_checks(one, result, settled)) for one in alternatives]
        for one in alternatives:
            one.forget()
        return [_located(alternatives[0], one) for one in collapsed(found)]

    def _run_checks(
        self, mapping: EventSourceMapping, result: Result, settled: list[Finding]
    ) -> list[Finding]:
        """Return what the checks find in a mapping; what follows from that is added to settled."""
        findings: list[Finding] = []
        for check, rule in self._runs.checks(mapping, result.failures):
            try:
                findings += [must_be(Finding, found) for found in check(mapping)]
            except BREAKAGE as error:
                place = mapping.place
                doing = f"in rule {rule.item.code} on {place.source.path}:{place.start.line}"
                result.failures.append(rule.failure(doing, error))
        standing, consequences = without_consequences(findings)
        settled += consequences
        return standing

    def _compare(self, together: "_Together", source: Source, result: Result) -> list[Finding]:
        """Return what rules about mappings that are deployed together find in one of their files.

        That is found once for all of the files.
        """
        if together.compared is None:
            together.compared = {}
            for one in self._run_comparisons(together.all, source, result):
                together.compared.setdefault(one.primary.place.source, []).append(one)
        here = together.compared.get(source, [])
        return [_located(together.by_name.get(one.mapping), one) for one in here]

    def _run_comparisons(
        self, together: list[Alternatives], source: Source, result: Result
    ) -> list[Finding]:
        findings: list[Finding] = []
        for rule in self._runs.comparing(together, result.failures):
            assert rule.item.comparison is not None
            try:
                findings += [must_be(Finding, found) for found in rule.item.comparison(together)]
            except BREAKAGE as error:
                doing = f"in rule {rule.item.code} on {source.path}"
                result.failures.append(rule.failure(doing, error))
        return findings


@contextmanager
def _gc_paused() -> Iterator[None]:
    """Stop the garbage collector, which would walk a growing tree over and over for nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _located(mapping: EventSourceMapping | None, finding: Finding) -> Finding:
    """Return the finding; of a file that a program writes, with what to look for in its sources.

    Nobody edits such a file, nor finds a place in its one line.
    """
    if mapping is None:
        return finding
    if mapping.construct:
        where = f"construct {mapping.construct}"
    elif mapping.address:
        where = f"in {mapping.address}"
    else:
        return finding
    return replace(finding, message=f"{finding.message} ({where})", fix=None)


def _with_fix_in(source: Source, finding: Finding) -> Finding:
    """Return the finding without a fix that reaches into another file: that has other readers."""
    edits = finding.fix.edits if finding.fix else ()
    is_here = all(edit.place.source is source for edit in edits)
    return finding if is_here else replace(finding, fix=None)
