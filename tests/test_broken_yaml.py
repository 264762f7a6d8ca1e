"""YAML that breaks off is read carefully around the mistake only, with the same outcome."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from mappinglint.document import resume, yaml
from mappinglint.document.builder import TreeBuilder
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow

_FIXTURES = Path(__file__).parents[1] / "fixtures"
_TEMPLATE = (_FIXTURES / "bad/cloudformation/roles.yaml").read_text()
_SLIPS = (
    "Visib\n",
    "      Foo: 'x\n",
    "   - a\n",
    "    k: [a\n",
    "      a: b: c\n",
    "\t\n",
    "  *x\n",
)


def _resource(number: int) -> str:
    return (
        f"  Queue{number}:\n    Type: AWS::SQS::Queue\n    Properties:\n"
        f"      QueueName: queue-{number}\n      Tags: [{{Key: team, Value: orders}}]\n"
    )


def _by_ruamel_alone(text: str) -> TreeBuilder:
    def events(text: str) -> Iterator[Any]:
        try:
            yield from yaml.ruamel_events(text)
        except Exception as refusal:
            # It has what the reader would say.
            raise getattr(refusal, "error", refusal) from refusal

    return yaml.build(text, events)


def _shape(node: Node) -> object:
    match node:
        case ScalarNode():
            return node.text, node.span, node.style, node.tag
        case SequenceNode():
            return node.span, node.complete, node.tag, [_shape(item) for item in node.items]
        case MappingNode():
            entries = [(_shape(key), _shape(value)) for key, value in node.entries]
            return node.span, node.complete, node.tag, entries
    return node.span, follow(node).span


@pytest.mark.parametrize("slip", _SLIPS)
def test_a_slip_anywhere_gives_the_tree_that_the_careful_parser_alone_gives(
    slip: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resume, "_LEAST_AGAIN", 300)
    lines = _TEMPLATE.splitlines(keepends=True)
    for number in range(0, len(lines), 7):
        text = "".join([*lines[:number], slip, *lines[number:]])
        alone, together = _by_ruamel_alone(text), yaml.read_yaml(text)
        assert together.problems == alone.problems
        assert together.broken == alone.broken
        assert list(map(_shape, together.roots)) == list(map(_shape, alone.roots))


def test_the_careful_parser_reads_little_of_a_large_text(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    parse = YAML.parse

    def noting(self: YAML, stream: str) -> Iterator[Any]:
        read.append(stream)
        yield from parse(self, stream)

    monkeypatch.setattr(YAML, "parse", noting)
    resources = [_resource(number) for number in range(2_000)]
    text = "".join(["Resources:\n", *resources, "  Orders\n", _resource(2_000)])
    tree = yaml.read_yaml(text)
    assert tree.broken
    assert text.startswith("Orders", tree.problems[0].span.start)
    (root,) = tree.roots
    assert isinstance(root, MappingNode)
    kept = root.get("Resources")
    assert isinstance(kept, MappingNode)
    assert len(kept.entries) >= 1_999
    (part,) = read
    assert len(part) < 6_000


def test_a_directive_holds_for_all_that_follows_it() -> None:
    resources = "".join(map(_resource, range(100)))
    text = f"%TAG !e! tag:example.com,2000:\n---\nResources:\n{resources}  Last: !e!x 'y\n"
    tree = yaml.read_yaml(text)
    assert [one.message for one in tree.problems] == ["not valid YAML: a quoted text has no end"]
