"""JSON as it comes and goes over the wire."""

from __future__ import annotations

import json

import orjson


def encode(data: object) -> bytes:
    """JSON in UTF-8."""
    try:
        return orjson.dumps(data)
    except TypeError:  # a number of more than 64 bits, or half of a surrogate pair in what somebody sent
        return json.dumps(data, separators=(",", ":")).encode()


def decode(data: str | bytes) -> object:
    """What JSON in UTF-8 says.

    Raises JSONDecodeError for what is none, has numbers or nests without end, or text that no database holds: half of a
    surrogate pair, or the character 0.
    """
    try:
        text = data if isinstance(data, str) else data.decode()
        found = json.loads(text)
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, json.JSONDecodeError) else "not JSON in UTF-8"
        raise json.JSONDecodeError(reason, "", 0) from None
    if "\\u0000" in text:
        raise json.JSONDecodeError("text with the character 0", "", 0)
    return found
