#!/bin/sh
# Runs a program that takes its secrets from the environment alone: each variable that SECRET_VARIABLES names is read from the
# file of that name in small letters. An empty file is a secret that is not set. `docker inspect` shows none of the values.
set -eu
for name in $SECRET_VARIABLES; do
  file="${SECRETS_DIR:-/run/secrets}/$(echo "$name" | tr '[:upper:]' '[:lower:]')"
  if [ -s "$file" ]; then export "$name=$(cat "$file")"; fi
done
exec "$@"
