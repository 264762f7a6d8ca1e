"""Whatever a mapping says, and however it is written, it is judged alike and mended soundly."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence

import pytest
from checks import ENGINE, assert_fixed, assert_found, assert_ignorable, assert_reported
from drawn import damaged, events, patterns, requests, spellings, terraforms
from editors import assert_edited
from forms import WRITERS, Inexpressible, Request
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st
from seeds import FIXTURES
from targets import matcher, pattern

from mappinglint.finding import Finding, Level


def _said(found: Sequence[Finding]) -> list[tuple[str, str, str, str]]:
    return sorted((one.rule.code, str(one.level), one.setting, one.message) for one in found)


pytestmark = pytest.mark.apart

# ESM010: a format does not have each setting yet; the others are what its tool says of a value.
_OF_TOOLS = re.compile("ESM0(?:10|[2-5])")


@settings(max_examples=50)
@given(drawn=requests(odd=True))
def test_json_and_yaml_say_the_same(drawn: tuple[str, Request]) -> None:
    found: dict[str, tuple[str, object]] = {}
    for name, text in spellings(drawn[1]):
        said = _said(ENGINE.check_text(name, text).findings)
        stem = name.partition(".")[0]
        first, wanted = found.setdefault(stem, (text, said))
        assert said == wanted, f"{first}\n--- or ---\n{text}"


@given(drawn=requests())
def test_both_languages_of_terraform_say_the_same(drawn: tuple[str, Request]) -> None:
    try:
        files = terraforms(drawn[1])
    except Inexpressible:
        reject()
    hcl, tf_json = (_said(ENGINE.check_text(name, text).findings) for name, text in files)
    assert tf_json == hcl, f"{files[0][1]}\n--- or ---\n{files[1][1]}"


@pytest.mark.parametrize("form", [form for form in WRITERS if form != "api"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.filter_too_much])
@given(drawn=requests())
def test_other_formats_say_what_the_api_says(form: str, drawn: tuple[str, Request]) -> None:
    kind, request = drawn
    try:
        file = WRITERS[form](kind, request)
    except Inexpressible:
        reject()
    here, wanted = (_judged(*one) for one in (file, WRITERS["api"](kind, request)))
    # What a tool refuses, AWS never sees.
    assume(not any(_OF_TOOLS.match(code) for code, *_ in here))
    assert here == wanted, file[1]


def _judged(name: str, text: str) -> list[tuple[str, str, str]]:
    """Return what is wrong: the rule, the level, and the setting in the API's words."""
    result = ENGINE.check_text(name, text)
    assert result.failures == []
    assert result.mappings == 1
    return sorted(
        (one.rule.code, str(one.level), one.setting)
        for one in result.findings
        if one.level > Level.NOTE
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
@given(
    drawn=requests(odd=True),
    form=st.sampled_from(sorted(WRITERS)),
    head=st.binary(min_size=3, max_size=3),
)
def test_any_mapping_is_reported_mended_and_suppressed_soundly(
    drawn: tuple[str, Request], form: str, head: bytes
) -> None:
    try:
        name, text = WRITERS[form](*drawn)
    except (Inexpressible, TypeError, AttributeError):
        # A writer need not have words for what is odd.
        reject()
    data = text.encode()
    result = assert_found(name, data)
    assert_reported(result)
    assert_fixed(name, data, result)
    assert_ignorable(name, data)
    assert_edited(name, text, head)


@pytest.mark.apart
def test_order_of_hashes_does_not_show() -> None:
    said = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-m", "mappinglint", "check", "--advice", "--format", "json", "."],
            cwd=FIXTURES, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 1, done.stderr
        said.add(done.stdout)
    assert len(said) == 1


@given(text=patterns() | damaged(patterns()))
def test_any_pattern_is_judged(text: str) -> None:
    pattern(text.encode())


@given(text=patterns(), event=events())
def test_what_is_decided_of_a_pattern_holds_for_any_event(text: str, event: str) -> None:
    matcher(f"{text}\n{event}".encode())
