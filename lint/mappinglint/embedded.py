"""JSON inside a text of a file, with every place in the file."""

from dataclasses import dataclass

from mappinglint.document.json import read_json
from mappinglint.document.node import AliasNode, MappingNode, Node, ScalarNode, SequenceNode
from mappinglint.document.problem import syntax_error
from mappinglint.place import Place
from mappinglint.value import Field, Fields, Items, Known, Scalar, TextPlaces, Value, places_of


@dataclass(frozen=True)
class JsonMistake:
    """Why a text is not JSON, and where in the file."""

    message: str
    place: Place
    remedy: str


def read_json_text(text: Known) -> Value | JsonMistake:
    """Read the JSON value with which a text begins. What follows it is passed over, as by AWS."""
    places = places_of(text)
    tree = read_json(text.text)
    if tree.roots and _is_whole(tree.roots[0]):
        return _value(tree.roots[0], places)
    problem = tree.problems[-1] if tree.broken else syntax_error("it is empty", 0).problem
    return JsonMistake(problem.message, places.within(*problem.span), problem.remedy)


def _is_whole(node: Node) -> bool:
    return isinstance(node, ScalarNode) or (not isinstance(node, AliasNode) and node.complete)


def _value(node: Node, places: TextPlaces) -> Value:
    place = places.within(*node.span)
    match node:
        case ScalarNode():
            return Known(_scalar(node), place, node.text)
        case SequenceNode():
            return Items(tuple(_value(item, places) for item in node.items), place)
        case MappingNode():
            fields = (
                Field(key.text, key.text, places.within(*key.span), _value(value, places))
                for key, value in node.entries
            )
            return Fields(tuple(fields), place)
    raise AssertionError("JSON has no aliases")


def _scalar(node: ScalarNode) -> Scalar:
    if node.style is not None:
        return node.text
    constants: dict[str, Scalar] = {"true": True, "false": False, "null": None}
    if node.text in constants:
        return constants[node.text]
    # Python reads no integer of thousands of digits; as a float it is close enough.
    is_integer = node.text.lstrip("-").isdecimal() and len(node.text) < 300
    return int(node.text) if is_integer else float(node.text)
