#!/bin/sh
# Makes what compose.yaml needs and is not there yet: random secrets in compose/secrets, empty files for keys that only you
# have, and compose/.env. Run it again at any time: it changes nothing that exists.
set -eu
cd "$(dirname "$0")"

# Containers read the files as another user, so they are readable; the folder keeps everybody else on this machine out.
mkdir -p secrets
chmod 700 secrets

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

make() {
  if [ -e "secrets/$1" ]; then return; fi
  printf '%s' "$2" >"secrets/$1"
  chmod 644 "secrets/$1"
  echo "made compose/secrets/$1$3"
}

for name in xops_api_key forwarded_user_secret webui_secret_key open_webui_admin_password postgres_password; do
  make "$name" "$(random)" ''
done
make litellm_master_key "sk-$(random)" ''
for name in anthropic_api_key aws_bearer_token_bedrock aws_credentials; do
  make "$name" '' ' (empty: put yours in, if you have one)'
done

if [ ! -e .env ]; then
  cp .env.example .env
  echo 'made compose/.env'
fi
echo 'Ready: docker compose -f compose/compose.yaml up -d'
