#!/bin/sh
# Fetches models into the volume of Ollama, by a server of its own that ends with this container.
set -eu
if [ $# -eq 0 ]; then
  echo 'Name the models to fetch, e.g. llama3.2' >&2
  exit 2
fi
ollama serve >/tmp/ollama.log 2>&1 &
tries=0
until ollama list >/dev/null 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -gt 30 ]; then
    tail -n 20 /tmp/ollama.log >&2
    exit 1
  fi
  sleep 1
done
for model in "$@"; do ollama pull "$model"; done
