"""What is wrong with a raw body by a shape of botocore's models, beyond what ParamValidator sees after parsing.

Parsers drop members that they do not know, skip nulls and take times in any format; ParamValidator checks types,
required members and lower bounds. So this walks the body as it was sent: members the model does not have, nulls,
values outside enums, patterns and upper bounds, and times in another format than the protocol's.
"""

import re
from functools import cache

# Values that AWS uses and the model of its API does not list.
BEYOND_MODEL = {
    # AWS's schema of what Config records and queries (awslabs/aws-config-resource-schema) has these types; the enum of
    # the API has neither, in botocore as in the SDK.
    ("ResourceType", "AWS::Config::ConfigurationRecorder"),
    ("ResourceType", "AWS::SageMaker::NotebookInstance"),
}

NUMBER = (int, float)
ISO_8601 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def find_problems(value, shape, timestamps, path=""):
    """Yields one line per problem. `timestamps` is the protocol's own format: unixTimestamp or iso8601."""
    if value is None:
        yield f"{path}: null"
        return
    if not isinstance(value, TYPES.get(shape.type_name, object)):
        yield f"{path}: {value!r} is no {shape.type_name}"
        return
    check = CHECKS.get(shape.type_name, _check_number)
    yield from check(value, shape, timestamps, path)


def wire_members(shape):
    """The members of a structure by the names that they have on the wire."""
    members = shape.members.items()
    return {member.serialization.get("name", name): member for name, member in members}


def _check_structure(value, shape, timestamps, path):
    if shape.is_document_type:
        return
    members = wire_members(shape)
    for name, item in value.items():
        if name in members:
            yield from find_problems(item, members[name], timestamps, f"{path}.{name}")
        else:
            yield f"{path}.{name}: {shape.name} has no such member"


def _check_list(value, shape, timestamps, path):
    yield from _check_size(len(value), shape, path)
    for item in value:
        yield from find_problems(item, shape.member, timestamps, f"{path}[]")


def _check_map(value, shape, timestamps, path):
    yield from _check_size(len(value), shape, path)
    for key, item in value.items():
        yield from find_problems(key, shape.key, timestamps, f"{path} key")
        yield from find_problems(item, shape.value, timestamps, f"{path}.*")


def _check_string(value, shape, _timestamps, path):
    yield from _check_size(len(value), shape, path)
    if shape.enum and value not in shape.enum and (shape.name, value) not in BEYOND_MODEL:
        yield f"{path}: {value!r} is not in the enum {shape.name}"
    pattern = _compile(shape.metadata.get("pattern", ""))
    if pattern is not None and not pattern.search(value):
        yield f"{path}: {value!r} does not match {pattern.pattern} of {shape.name}"


@cache
def _compile(pattern):
    """None for patterns with Unicode classes, such as \\p{L}: Python's expressions do not have them."""
    try:
        return re.compile(pattern)
    except re.error:
        return None


def _check_timestamp(value, shape, timestamps, path):
    expected = shape.serialization.get("timestampFormat", timestamps)
    if expected == "unixTimestamp":
        fits = isinstance(value, NUMBER) and not isinstance(value, bool)
    else:
        fits = isinstance(value, str) and ISO_8601.fullmatch(value)
    if not fits:
        yield f"{path}: {value!r} is no time in the format {expected}"


def _check_number(value, shape, _timestamps, path):
    if isinstance(value, NUMBER):
        yield from _check_size(value, shape, path)


def _check_size(size, shape, path):
    if size > shape.metadata.get("max", size):
        yield f"{path}: {size} is above the maximum of {shape.name}"


TYPES = {"structure": dict, "list": list, "map": dict, "string": str}

CHECKS = {
    "structure": _check_structure,
    "list": _check_list,
    "map": _check_map,
    "string": _check_string,
    "timestamp": _check_timestamp,
}
