"""Talks to the server as the official Python client does, and prints what came back as JSON.

Usage: openai_client.py BASE_URL API_KEY MODEL QUESTION
"""

import json
import sys

import openai

base_url, api_key, model, question = sys.argv[1:]
client = openai.OpenAI(base_url=base_url, api_key=api_key, max_retries=0)
messages = [{"role": "user", "content": question}]

answer = client.chat.completions.create(model=model, messages=messages)
chunks = list(
    client.chat.completions.create(
        model=model, messages=messages, stream=True, stream_options={"include_usage": True}
    )
)
deltas = [choice for chunk in chunks for choice in (chunk.choices or [])]


def refusal(key: str, wanted_model: str) -> dict:
    """The error of a call that must not succeed, as the client raises it."""
    try:
        openai.OpenAI(base_url=base_url, api_key=key, max_retries=0).chat.completions.create(
            model=wanted_model, messages=messages
        )
    except openai.APIStatusError as error:
        return {"kind": type(error).__name__, "status": error.status_code, "message": error.message}
    raise SystemExit("the call succeeded")


print(
    json.dumps(
        {
            "models": [entry.id for entry in client.models.list()],
            "answer": answer.choices[0].message.content,
            "finish": answer.choices[0].finish_reason,
            "streamed": "".join(choice.delta.content or "" for choice in deltas),
            "streamedFinish": [c.finish_reason for c in deltas if c.finish_reason is not None],
            "chunkIds": sorted({chunk.id for chunk in chunks if chunk.id}),
            "wrongKey": refusal("not-the-key-of-this-server", model),
            "wrongModel": refusal(api_key, "no-such-model"),
        }
    )
)
