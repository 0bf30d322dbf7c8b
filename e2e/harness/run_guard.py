"""Runs one hook of the guard function as Open WebUI does: reads {valves, hook, body, model} and writes {body} or {error}."""

import asyncio
import importlib.util
import json
import sys

spec = importlib.util.spec_from_file_location("xops_guard", "compose/open-webui/functions/xops_guard.py")
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)


async def main() -> dict:
    order = json.load(sys.stdin)
    guard = module.Filter()
    guard.valves = module.Filter.Valves(**order["valves"])
    user = {"id": "u1", "email": "mary@example.com", "name": "Mary", "role": "user", "api_key": "never-sent"}
    metadata = {"chat_id": "c1", "message_id": "m1", "tools": {"f": print}}
    try:
        hook = getattr(guard, order["hook"])
        body = await hook(order["body"], __user__=user, __metadata__=metadata, __model__=order["model"])
    except Exception as error:
        return {"error": str(error)}
    return {"body": body}


print(json.dumps(asyncio.run(main())))
