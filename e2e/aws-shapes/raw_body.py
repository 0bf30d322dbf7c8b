"""The body of an answer as plain values, with everything that was sent and nothing that a parser adds or drops."""

import json
from xml.etree import ElementTree

from shape_problems import wire_members


def read_json(body):
    return json.loads(body) if body else {}


def read_query_result(body, output_shape):
    """The result inside a Query answer; times stay text, numbers and booleans become what the model says."""
    root = ElementTree.fromstring(body)
    result = _child(root, output_shape.serialization["resultWrapper"])
    return {} if result is None else _value(result, output_shape)


def read_ec2_output(body, output_shape):
    """An answer of EC2, which has no result inside it."""
    members = _value(ElementTree.fromstring(body), output_shape)
    return {name: value for name, value in members.items() if name != "requestId"}


def _name(element):
    return element.tag.rpartition("}")[2]


def _child(element, name):
    return next((child for child in element if _name(child) == name), None)


def _value(element, shape):
    if shape is None:
        return element.text
    read = {"structure": _structure, "list": _list}.get(shape.type_name, _scalar)
    return read(element, shape)


def _structure(element, shape):
    names = [_name(child) for child in element]
    if len(names) != len(set(names)):
        raise ValueError(f"<{_name(element)}> repeats a member: {', '.join(names)}")
    members = wire_members(shape)
    return {_name(child): _value(child, members.get(_name(child))) for child in element}


def _list(element, shape):
    names = {_name(child) for child in element}
    expected = shape.member.serialization.get("name", "member")
    if not names <= {expected}:
        raise ValueError(f"<{_name(element)}> holds {', '.join(names)}, not {expected}")
    return [_value(child, shape.member) for child in element]


def _scalar(element, shape):
    if shape.type_name in ("integer", "long", "float", "double", "boolean"):
        return json.loads(element.text)
    return element.text or ""
