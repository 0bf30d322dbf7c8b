"""
title: xOps guard
description: Asks the xOps server before a chat goes to a model that it does not serve. No answer, no chat.
author: xOps
version: 0.1.0
license: Apache-2.0
"""

import asyncio

import aiohttp
from pydantic import BaseModel, Field

# Models only read what they are sent; the server needs no more of Open WebUI's metadata than this.
METADATA = ("chat_id", "message_id", "user_id", "task")


class Filter:
    class Valves(BaseModel):
        url: str = Field(default="", description="Address of the xOps server, without /v1.")
        key: str = Field(
            default="",
            description="Its API key.",
            json_schema_extra={"input": {"type": "password"}},
        )
        timeout_seconds: float = Field(
            default=15, gt=0, le=300, description="Time that the server has to answer each filter."
        )
        inlet_filters: str = Field(
            default="sovereignty,hitl-gate",
            description="Filters that see what a person sends, before anything is done with it.",
        )
        request_filters: str = Field(
            default="sovereignty",
            description="Filters that see what goes to the model each time, with documents and results of tools.",
        )
        priority: int = Field(
            default=1000, description="Higher runs later: what other functions add is seen as well."
        )

    def __init__(self):
        self.valves = self.Valves()

    async def inlet(self, body: dict, __user__=None, __metadata__=None, __model__=None) -> dict:
        call = {"user": __user__, "metadata": __metadata__, "model": __model__}
        return await self._ask(self.valves.inlet_filters, body, call)

    # Called by Open WebUI 0.12 only: older releases show this function what a person sends and nothing later.
    async def request(self, body: dict, __user__=None, __metadata__=None, __model__=None) -> dict:
        call = {"user": __user__, "metadata": __metadata__, "model": __model__}
        return await self._ask(self.valves.request_filters, body, call)

    async def _ask(self, filters: str, body: dict, call: dict) -> dict:
        for name in (name.strip() for name in filters.split(",")):
            if name:
                body = await self._ask_one(name, body, call)
        return body

    async def _ask_one(self, name: str, body: dict, call: dict) -> dict:
        payload = {"user": _user(call["user"]), "body": _payload(body, call)}
        url = f"{self.valves.url.rstrip('/')}/{name}/filter/inlet"
        try:
            status, answer = await self._post(url, payload)
        except (aiohttp.ClientError, asyncio.TimeoutError, TypeError, ValueError) as error:
            raise Exception(_unavailable(type(error).__name__)) from None
        if status >= 500 or status in (401, 404, 429):
            raise Exception(_unavailable(f"it answered {status}"))
        if status >= 400:
            raise Exception(_detail(answer))
        if not isinstance(answer, dict) or not isinstance(answer.get("messages"), list):
            raise Exception(_unavailable("its answer is no chat"))
        return {**answer, **({"metadata": body["metadata"]} if "metadata" in body else {})}

    async def _post(self, url: str, payload: dict):
        timeout = aiohttp.ClientTimeout(total=self.valves.timeout_seconds)
        headers = {"Authorization": f"Bearer {self.valves.key}"}
        async with aiohttp.ClientSession(timeout=timeout) as session:
            async with session.post(url, json=payload, headers=headers, allow_redirects=False) as response:
                return response.status, await response.json()


def _payload(body: dict, call: dict) -> dict:
    metadata = call["metadata"] or {}
    model = call["model"] or {}
    kept = {key: metadata[key] for key in METADATA if isinstance(metadata.get(key), str)}
    kept["model"] = {"id": model.get("id"), "info": {"base_model_id": _base_model(model)}}
    return {**body, "metadata": kept}


def _base_model(model: dict):
    return (model.get("info") or {}).get("base_model_id")


def _user(user) -> dict | None:
    if not isinstance(user, dict):
        return None
    return {key: user.get(key) for key in ("id", "email", "name", "role")}


def _detail(answer) -> str:
    detail = answer.get("detail") if isinstance(answer, dict) else None
    return detail if isinstance(detail, str) else "The xOps server refused this chat."


def _unavailable(reason: str) -> str:
    return (
        f"Nothing was sent to the model: the xOps server, which decides where chats may go, did not answer ({reason}). "
        "Try again in a moment, or tell your admin."
    )
