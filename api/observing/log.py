"""The log: events as data, in JSON for programs and in words for a terminal. It holds no personal data.

What an error says may be somebody's name or number, so of an error its type and its place in our code are written,
never its message. Of what libraries log the sentence is written, never what they put into it.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter

Event = MutableMapping[str, Any]
ROOT = Path(__file__).parents[2]
MOST_FRAMES = 40  # of one error, the innermost
LONGEST_SENTENCE = 200
FIRST = ("timestamp", "level", "event")  # of a line in words


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger of events; each is a few words and facts by name."""
    return structlog.wrap_logger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            with_trace,
            ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        context_class=dict,
        cache_logger_on_first_use=True,
    )


def set_up_logging(stream: TextIO | None = None) -> None:
    """Send all logs of this process to `stream`, by default stderr: ours from info on, others' from warning on."""
    target: TextIO = stream or sys.stderr
    render = in_words if target.isatty() else structlog.processors.JSONRenderer(ensure_ascii=False)
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                from_library,
            ],
            processors=[with_trace, ProcessorFormatter.remove_processors_meta, render],
            use_get_message=False,
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("linli").setLevel(logging.INFO)
    # DBOS writes to a handler of its own unless it finds one
    jobs = logging.getLogger("dbos")
    jobs.handlers, jobs.propagate = [handler], False


def from_library(_logger: object, _name: str, event: Event) -> Event:
    """What a library says, without what it put in: its first line, and its name."""
    record = event["_record"]
    is_sentence = isinstance(record.msg, str)
    event["event"] = record.msg.partition("\n")[0][:LONGEST_SENTENCE] if is_sentence else type(record.msg).__name__
    event["logger"] = record.name
    return event


def with_trace(_logger: object, _name: str, event: Event) -> Event:
    """An error, if there is one, as its type and its place in the code."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    elif error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["trace"] = list(trace_of(error))
    return event


def trace_of(error: BaseException) -> Iterator[str]:
    """Lines that lead to an error, the outermost call first; after them those of what it came from."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield f"{type(one).__module__}.{type(one).__qualname__}"
        frames = list(traceback.walk_tb(one.__traceback__))[-MOST_FRAMES:]
        yield from (f"  {place(frame.f_code.co_filename)}:{line} {frame.f_code.co_qualname}" for frame, line in frames)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def place(file: str) -> str:
    """A file of code without what is special to this machine."""
    if "site-packages" in file:
        return file.rpartition("site-packages/")[2]
    return str(Path(file).relative_to(ROOT)) if Path(file).is_relative_to(ROOT) else Path(file).name


def in_words(_logger: object, _name: str, event: Event) -> str:
    """An event as a line for people, its trace below."""
    trace = event.pop("trace", [])
    facts = [f"{name}={value}" for name, value in event.items() if name not in FIRST and value is not None]
    head = " ".join([str(event.get("timestamp", ""))[11:19], str(event.get("level", "")), str(event["event"]), *facts])
    return "\n".join([head, *trace])
