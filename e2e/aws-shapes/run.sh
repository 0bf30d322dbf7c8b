#!/usr/bin/env bash
# Checks that every answer of the sample organisation has AWS's shape by botocore's service models.
# Usage: e2e/aws-shapes/run.sh PYTHON   (a Python with botocore, see e2e/requirements.txt)
set -euo pipefail
cd "$(dirname "$0")/../.."
python="${1:?Name a Python that has botocore: e2e/aws-shapes/run.sh PYTHON}"
output=.e2e/aws-shapes
# The SDK announces which Node versions its later releases will want.
export AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true

rm -rf "$output"
node_modules/.bin/tsc -p e2e/aws-shapes/tsconfig.json
node "$output/built/e2e/aws-shapes/record-answers.js" "$output/answers.jsonl"
"$python" -B e2e/aws-shapes/validate_shapes.py "$output/answers.jsonl"
