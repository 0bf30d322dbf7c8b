"""Validates the recorded answers of the sample organisation against AWS's own service models.

Usage: validate_shapes.py ANSWERS.jsonl

Each line is {service, operation, refusal?, status, headers, body}. Every body is parsed by botocore's parser of the
protocol that it came in, and the result validated by botocore's ParamValidator against the operation's output shape;
the raw body is walked as well (see shape_problems.py). An answer with `refusal` must be that error, and the model of
the operation must know it. Exits with 1 when anything does not fit, when an operation answered nothing but empty
lists, or when there was nothing to validate.
"""

import json
import re
import sys
from collections import Counter, defaultdict

from botocore.parsers import ResponseParserError, create_parser
from botocore.session import Session
from botocore.validate import ParamValidator

from raw_body import read_ec2_output, read_json, read_query_result
from shape_problems import find_problems

# Errors that any operation can answer with, and that models therefore need not list: "Common errors" of each service's
# API reference, under the newer and the older names, and what API Gateway in front of a service answers.
COMMON_ERRORS = {
    "AccessDenied",
    "AccessDeniedException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "ValidationError",
    "ValidationException",
}

# Services whose name in request signatures is not that of their model.
MODEL_NAMES = {"monitoring": "cloudwatch", "sso": "sso-admin"}

PROBLEMS_SHOWN = 100


class Tally:
    """What came of the answers of one operation."""

    def __init__(self):
        self.answers = self.refusals = self.failures = 0
        self.has_content = False
        self.problems = Counter()

    def add(self, answer, problems, has_content):
        if "refusal" in answer:
            self.refusals += 1
        else:
            self.answers += 1
        self.has_content = self.has_content or has_content
        self.fail(problems)

    def fail(self, problems):
        self.failures += bool(problems)
        self.problems.update(re.sub(r"\[\d+\]", "[]", problem) for problem in problems)


def check(answer, service):
    """The problems of an answer, and whether there is anything in it beside empty lists."""
    model = service.operation_model(answer["operation"])
    refused = answer["status"] >= 300
    if refused and "refusal" not in answer:
        return [f"refused: {answer['body'][:300]}"], False
    if not refused and "refusal" in answer:
        return [f"answered, but {answer['refusal']} was expected"], False
    try:
        protocol = protocol_of(answer, service.metadata)
        if refused:
            return list(error_problems(answer, model, protocol)), False
        if model.output_shape is None:  # There is nothing that an answer could hold.
            return [], True
        raw = read_output(answer, model, protocol)
        return list(output_problems(answer, model, protocol, raw)), any(raw.values())
    except (AttributeError, TypeError, ValueError, ResponseParserError) as error:
        return [f"cannot be read: {error}"], False


def protocol_of(answer, metadata):
    """The protocol that the content type stands for. AWS may list newer ones first; the answer need not use those."""
    content_type = answer["headers"].get("content-type")
    protocol = {
        f"application/x-amz-json-{metadata.get('jsonVersion')}": "json",
        "application/json": "rest-json",
        "text/xml": "query",
        "text/xml;charset=UTF-8": "ec2",
    }.get(content_type)
    if protocol not in metadata["protocols"]:
        raise ValueError(f"content type {content_type} fits none of {metadata['protocols']}")
    return protocol


def read_output(answer, model, protocol):
    if protocol == "query":
        return read_query_result(answer["body"], model.output_shape)
    if protocol == "ec2":
        return read_ec2_output(answer["body"], model.output_shape)
    return read_json(answer["body"])


def output_problems(answer, model, protocol, raw):
    timestamps = "iso8601" if protocol in ("query", "ec2") else "unixTimestamp"
    yield from find_problems(raw, model.output_shape, timestamps)
    errors = ParamValidator().validate(parse(answer, model, protocol), model.output_shape)
    if errors.has_errors():
        yield from errors.generate_report().splitlines()


def error_problems(answer, model, protocol):
    error = parse(answer, model, protocol)["Error"]
    code = error["Code"]
    if code != answer["refusal"]:
        yield f"refused with {code}, not {answer['refusal']}"
    if not error["Message"]:
        yield f"{code} has no message"
    shape = next((shape for shape in model.error_shapes if shape.error_code == code), None)
    if shape is not None:
        status = shape.metadata.get("error", {}).get("httpStatusCode", answer["status"])
        if status != answer["status"]:
            yield f"{code} came with status {answer['status']}, not {status}"
    elif protocol != "ec2" and code not in COMMON_ERRORS:  # EC2's model names no errors.
        yield f"{code} is not an error of this operation"


def parse(answer, model, protocol):
    response = {
        "status_code": answer["status"],
        "headers": answer["headers"],
        "body": answer["body"].encode(),
    }
    parsed = create_parser(protocol).parse(response, model.output_shape)
    parsed.pop("ResponseMetadata", None)
    return parsed


def tally_answers(path):
    session = Session()
    tallies = defaultdict(Tally)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            answer = json.loads(line)
            name = answer["service"]
            service = session.get_service_model(MODEL_NAMES.get(name, name))
            tallies[answer["service"], answer["operation"]].add(answer, *check(answer, service))
    for tally in tallies.values():
        if tally.answers > 0 and not tally.has_content:
            tally.fail(["every answer is empty, so nothing was checked"])
    return dict(sorted(tallies.items()))


def print_table(tallies):
    row = "{:<22} {:<46} {:>8} {:>9} {:>9}".format
    print(row("service", "operation", "answers", "refusals", "failures"))
    for (service, operation), tally in tallies.items():
        print(row(service, operation, tally.answers, tally.refusals, tally.failures))


def print_problems(tallies):
    lines = [
        f"{service} {operation} {problem} ({count}x)"
        for (service, operation), tally in tallies.items()
        for problem, count in tally.problems.items()
    ]
    for line in lines[:PROBLEMS_SHOWN]:
        print(line)
    if len(lines) > PROBLEMS_SHOWN:
        print(f"... and {len(lines) - PROBLEMS_SHOWN} more kinds of problems")


def main(path):
    tallies = tally_answers(path)
    print_table(tallies)
    print_problems(tallies)
    answers = sum(tally.answers for tally in tallies.values())
    refusals = sum(tally.refusals for tally in tallies.values())
    failures = sum(tally.failures for tally in tallies.values())
    services = {service for service, _ in tallies}
    print(
        f"{len(services)} services, {len(tallies)} operations: {answers} answers and {refusals} refusals checked, "
        f"{failures} without AWS's shape"
    )
    return 0 if answers > 0 and failures == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
