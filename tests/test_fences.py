"""The code blocks of a Markdown file, each read where it stands."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mappinglint.document.fences import read_fences
from mappinglint.engine import Engine, Result
from mappinglint.fixing import mend
from mappinglint.source import Source

Lint = Callable[..., Result]

_RULES = Path(__file__).parent.parent / "rules" / "mappinglint_rules"
_PAGES = sorted(_RULES.rglob("*.md"))
_EXAMPLE = re.compile(r"^(?:Wrong|Right):\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

COMMAND = (
    "aws lambda create-event-source-mapping --function-name f --batch-size 100 "
    "--event-source-arn arn:aws:sqs:eu-west-1:123456789012:orders.fifo"
)


def _found(result: Result) -> list[tuple[str, int, int, str]]:
    return [(one.rule.code, *one.primary.place.start, one.message) for one in result.findings]


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.stem)
def test_examples_of_a_page_are_found_where_they_stand(page: Path, engine: Engine) -> None:
    text = page.read_text(encoding="utf-8")
    wanted, mappings = [], 0
    for example in _EXAMPLE.finditer(text):
        alone = engine.check_text(f"example.{example[1]}", example[2])
        before = text[: example.start(2)].count("\n")
        mappings += alone.mappings
        wanted += [(code, line + before, *rest) for code, line, *rest in _found(alone)]
    result = engine.check_bytes(page.name, page.read_bytes())
    assert _found(result) == wanted
    assert (result.mappings, result.files, result.failures) == (mappings, 1, [])


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("```yaml\na: 1\n```\n", "", "a: 1\n"),
        ("```yaml\na: 1", "", "a: 1"),
        ("```YML title=x\na: 1\n```\n", "", "a: 1\n"),
        ("~~~ json\n{}\n~~~\n", "json", "{}\n"),
        ("```{.bash .numbers}\nx\n```\n", "shell", "x\n"),
        ("````sh\n```\n````\n", "shell", "```\n"),
        ("- a\n\n  ```yaml\n  a:\n    b\n  ```\n", "", "  a:\n    b\n"),
        ("> ```yaml\n> a:\n>   b\n> ```\n", "", "  a:\n    b\n"),
        ("> - ```yaml\n>   a: é\n", "", "    a: é\n"),
        ("```yaml\r\na: 1\r\n```\r\n", "", "a: 1\r\n"),
        ("1.\t```yaml\n\ta: 1\n\t```\n", "", " a: 1\n"),
        ("```hcl\nx\n```\n", "hcl", "x\n"),
        ("```console\n$ x \\\n>   y\nout\n# $ z\n```\n", "shell", "  x \\\n    y\n   \n     \n"),
        ("```sh\na@b:~/c$ x 'y\n$ z'\nout\n```\n", "shell", "         x 'y\n$ z'\n   \n"),
        ("```sh\nx $ y\nout\n```\n", "shell", "x $ y\nout\n"),
    ],
)
def test_fence_keeps_its_place(text: str, language: str, wanted: str) -> None:
    [fence] = read_fences(Source("a.md", text))
    assert (fence.language, fence.text) == (language, wanted)
    written = text[fence.start : fence.start + len(fence.text)]
    assert [line for line in fence.text.split() if line not in written] == []


@pytest.mark.parametrize(
    "text",
    [
        "    a: 1\n",
        "```\na: 1\n```\n",
        "```python\na = 1\n```\n",
        "`a: 1`\n",
        "text ```yaml a: 1 ```\n",
        "<!--\n```yaml\na: 1\n```\n-->\n",
    ],
)
def test_what_is_no_code_of_a_language_we_read_is_left_out(text: str) -> None:
    assert list(read_fences(Source("a.md", text))) == []


@pytest.mark.parametrize("name", ["a.md", "A.MD", "a.markdown", "a.mdx"])
def test_fences_are_linted(lint: Lint, name: str) -> None:
    result = lint(f"# A\n\n> ```bash\n> {COMMAND}\n> ```\n", name)
    [found] = result.findings
    assert found.rule.code == "ESM204"
    assert found.primary.place.text == "100"
    assert found.primary.place.start.line == 4


def test_same_mapping_in_two_fences_is_two_examples(lint: Lint) -> None:
    right = COMMAND.replace("100", "10")
    assert lint(f"```sh\n{right}\n```\n" * 2, "a.md").findings == []
    twice = lint(f"```sh\n{right}\n{right}\n```\n", "a.md")
    assert [one.rule.code for one in twice.findings] == ["ESM112"]


@pytest.mark.parametrize(
    "code",
    [
        '```json\n{"FunctionName": "f", "BatchSize": 0, ...}\n```',
        '```json\n{"FunctionName": "f", "BatchSize": 0, // c\n}\n```',
        "```yaml\nFunctionName: f\n BatchSize: 0\n```",
        "```yaml\nFunctionName: f\nEventSourceArn: x\nBatchSize: 0\nx: [\n```",
        '```yaml\nProperties:\n  FunctionName: f\n  EventSourceArn: "x"\n  BatchSize: 0\n```',
    ],
)
def test_half_an_example_is_no_mistake(lint: Lint, code: str) -> None:
    result = lint(f"{code}\n", "a.md")
    assert (result.findings, result.mappings) == ([], 0)


def test_what_an_example_leaves_out_is_not_missing(lint: Lint) -> None:
    whole = (
        "Resources:\n  A:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n"
        "      EventSourceArn: arn:aws:kinesis:eu-west-1:123456789012:stream/s\n"
        "      FunctionName: f\n      BatchSize: 20000\n"
    )
    codes = {one.rule.code for one in lint(f"```yaml\n{whole}```\n", "a.md").findings}
    assert codes == {"ESM202", "ESM301"}
    for dots in ("# ...", "...", "# … and so on"):
        left_out = lint(f"```yaml\n{whole}      # x\n{dots}\n```\n", "a.md")
        assert {one.rule.code for one in left_out.findings} == {"ESM202"}


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        ("arn:aws:sqs:REGION:ACCOUNT_ID:orders", None),
        ("arn:aws:sqs:eu-west-1:xxxxxxxxxxxx:orders", None),
        ("arn:aws:sqs:...", None),
        ("arn:aws:sqs:us-gov-west-1:account:orders.fifo", "ESM204"),
        ("YOUR_QUEUE_ARN", None),
        ("stream-arn", None),
        ("arn:aws:sqs:eu-west-1:123:orders", "ESM108"),
        ("orders", "ESM013"),
    ],
)
def test_what_stands_for_an_arn_is_no_wrong_one(lint: Lint, arn: str, code: str | None) -> None:
    command = re.sub(r"arn:\S+", arn, COMMAND)
    command += " --maximum-batching-window-in-seconds 5"
    found = {one.rule.code for one in lint(f"```sh\n{command}\n```\n", "a.md").findings}
    assert found - {"ESM205"} == ({code} if code else set())
    # In a script it is a mistake.
    if code is None:
        assert {one.rule.code for one in lint(command, "a.sh").findings} & {"ESM013", "ESM108"}


def test_fix_in_a_fence_leaves_the_text_around_it(engine: Engine) -> None:
    text = f"# A\n\n> ```bash\n> {COMMAND}\n> ```\n"
    data = text.encode()
    mended = mend(engine, "a.md", data, engine.check_bytes("a.md", data), unsafe=False)
    assert mended.data.decode() == text.replace("100", "10")


def test_aliases_and_duplicates_have_their_places(lint: Lint) -> None:
    code = (
        "x: &x\n  FunctionName: f\n---\n- &a\n  FunctionName: f\n  EventSourceArn: "
        "arn:aws:sqs:eu-west-1:123456789012:orders.fifo\n  BatchSize: 5\n  BatchSize: 100\n- *a\n"
    )
    alone, inside = lint(code, "a.yaml"), lint(f"é\n\n```yaml\n{code}```\n", "a.md")
    assert [(code, line + 3, *rest) for code, line, *rest in _found(alone)] == _found(inside)
    assert inside.findings


@pytest.mark.parametrize(
    "text",
    [
        "# h\n\ntext\n\n```yaml\na: 1\n```\n" * 2_000 + f"```sh\n{COMMAND}\n```\n" * 3,
        f"```sh\n{COMMAND}\n```\n" * 500,
        f"- ```sh\n{COMMAND}\n" * 500,
        ">" * 10_000 + f"\n```sh\n{COMMAND}\n```\n",
        "- " * 5_000 + COMMAND,
        "[" * 20_000 + COMMAND,
        "```sh\n" + f"$ {COMMAND} '\n" * 500,
        f"\0```sh\0\n\0{COMMAND}\u2028\x0b\n```\n",
        "```json\n" + '{"FunctionName":' * 5_000,
        "```yaml\n" + "{EventSourceArn: " * 5_000,
    ],
)
def test_any_text_is_read_in_a_moment(lint: Lint, text: str) -> None:
    result = lint(text, "a.md")
    assert result.files == 1
