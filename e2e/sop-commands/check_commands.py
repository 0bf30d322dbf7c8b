"""Has the real AWS CLI parse and validate commands, and stops each before anything is sent.

Reads JSON lines {"place": str, "command": str, "files": {name: content}} from standard input and writes one JSON line
{"place", "command", "problem": str | null} for each. Placeholders ($NAME) get sample values; files that a command names and
that are not given get the smallest content that the service would take. Needs the package awscli.
"""

import contextlib
import io
import json
import os
import re
import shlex
import sys
import tempfile

from awscli.clidriver import create_clidriver
from botocore import xform_name

SAMPLES = {
    "START": "2026-01-01T00:00:00Z",
    "END": "2026-02-01T00:00:00Z",
    "FROM": "2026-01-01T00:00:00Z",
    "TODAY": "2026-01-15",
    "MONTH_END": "2026-02-01",
    "RESTORE_TIME": "2026-01-01T00:00:00Z",
    "PURCHASE_TIME": "2026-01-01T00:00:00Z",
    "REGION": "ap-southeast-2",
}
IDENTIFIER = "11111111-2222-3333-4444-555555555555"
NUMBERS = {"COUNT", "USED_COUNT", "IOPS", "THROUGHPUT", "MEMORY_MB", "VCPUS", "USD_PER_HOUR"}
IDENTIFIED = {"JOB_ID", "COMMAND_ID", "OLD_VERSION_ID", "NEW_VERSION_ID"}
ACCOUNT = "111122223333"


def sample(name: str) -> str:
    if name in SAMPLES:
        return SAMPLES[name]
    if name in NUMBERS:
        return "1024"
    if name == "TRAIL_ARN":
        return f"arn:aws:cloudtrail:ap-southeast-2:{ACCOUNT}:trail/sample"
    if name.endswith("ARN"):
        return f"arn:aws:iam::{ACCOUNT}:role/sample"
    if name == "ACCOUNT_ID":
        return ACCOUNT
    if name in IDENTIFIED:
        return IDENTIFIER
    return "sample-" + name.lower().replace("_", "-")


class Accepted(Exception):
    """Raised where the CLI would send the request."""


class Watch:
    """Listens to the CLI's events: what it understood, and which values no service takes."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files
        self.accepted = False
        self.unknown: list[str] = []

    def on_parameters(self, params, model, **_):
        if model.input_shape is not None:
            self.compare(model.input_shape, params, model.name)

    def compare(self, shape, value, path):
        if shape.type_name == "structure" and isinstance(value, dict):
            for name, inner in value.items():
                if name in shape.members:
                    self.compare(shape.members[name], inner, f"{path}.{name}")
        elif shape.type_name == "list" and isinstance(value, list):
            for inner in value:
                self.compare(shape.member, inner, f"{path}[]")
        elif shape.type_name == "string" and getattr(shape, "enum", None):
            if value not in shape.enum and not str(value).startswith("sample-") and value != "":
                self.unknown.append(f"{path} does not know {value}")

    def on_file(self, param, value, **_):
        """Stands in for the content of a file that is named and not given."""
        words = value if isinstance(value, list) else [value]
        if not re.match(r"fileb?://", str(words[0])) or words[0].split("://")[1] in self.files:
            return None
        model = param.argument_model
        if model.type_name == "blob":
            return b"sample"
        content = "{}" if model.type_name == "string" else json.dumps(smallest(model))
        return [content] if isinstance(value, list) else content

    def on_call(self, **_):
        self.accepted = True
        raise Accepted()


def smallest(shape):
    """The smallest value that a shape of AWS takes, as JSON."""
    kind = shape.type_name
    metadata = shape.metadata
    if kind == "structure":
        names = list(shape.members)[:1] if shape.is_tagged_union else shape.required_members
        return {name: smallest(shape.members[name]) for name in names}
    if kind == "list":
        return [smallest(shape.member)] if metadata.get("min", 0) > 0 else []
    if kind == "map":
        return {}
    if kind in ("integer", "long", "float", "double"):
        return max(metadata.get("min", 1), 1)
    if kind == "boolean":
        return True
    if kind == "timestamp":
        return "2026-01-01T00:00:00Z"
    return (shape.enum or ["x" * max(metadata.get("min", 1), 1)])[0]


def write_files(session, words: list[str], files: dict[str, str]) -> None:
    """The CLI opens every file that is named. One for --cli-input-json holds what the operation requires."""
    for word in words:
        if re.match(r"fileb?://", word):
            name = word.split("://")[1]
            with open(name, "w", encoding="utf-8") as file:
                file.write(files.get(name, "{}"))
    if "--cli-input-json" in words:
        name = words[words.index("--cli-input-json") + 1].removeprefix("file://")
        with open(name, "w", encoding="utf-8") as file:
            json.dump(smallest(input_shape(session, words)), file)


def input_shape(session, words: list[str]):
    service = session.get_service_model(words[0])
    names = {xform_name(name, "-"): name for name in service.operation_names}
    return service.operation_model(names[words[1]]).input_shape


def check(command: str, files: dict[str, str]) -> str | None:
    words = shlex.split(re.sub(r"\$([A-Z][A-Z0-9_]*)", lambda found: sample(found[1]), command))
    if words[:1] != ["aws"]:
        return "is no command of the AWS CLI"
    driver = create_clidriver()
    watch = Watch(files)
    events = driver.session.get_component("event_emitter")
    events.register_first("load-cli-arg", watch.on_file)
    events.register("provide-client-params", watch.on_parameters)
    events.register_first("before-call", watch.on_call)
    write_files(driver.session, words[1:], files)
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        try:
            driver.main(words[1:])
        except (Accepted, SystemExit):
            pass
    if not watch.accepted:
        lines = [line for line in said.getvalue().strip().splitlines() if line]
        return " ".join(lines[-4:]) or "is not taken"
    return "; ".join(watch.unknown) or None


def main() -> None:
    os.environ.update(
        AWS_ACCESS_KEY_ID="sample",
        AWS_SECRET_ACCESS_KEY="sample",
        AWS_DEFAULT_REGION="ap-southeast-2",
        AWS_EC2_METADATA_DISABLED="true",
        AWS_PAGER="",
        AWS_ENDPOINT_URL="http://127.0.0.1:9",
    )
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for line in sys.stdin:
            entry = json.loads(line)
            problem = check(entry["command"], entry.pop("files"))
            print(json.dumps({**entry, "problem": problem}), flush=True)


main()
