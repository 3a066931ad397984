"""Logs: lines for people or JSON for programs, on stderr, and in neither of them ever a secret.

Libraries speak at INFO and above, whatever ``LOG_LEVEL`` says: at DEBUG some of them write down all that
people type. A crash goes through here as well, so that its traceback is as discreet as the rest.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal
from urllib.parse import quote, quote_plus

from bot.tracing import Trace

HIDDEN = "[hidden]"

LogFormat = Literal["text", "json"]

# With the token of an interaction or a webhook anybody can post in its place.
_TOKEN_IN_PATH = re.compile(r"(/(?:webhooks|interactions)/\d+/)[\w%.-]{8,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

log = logging.getLogger(__name__)
requests = logging.getLogger("bot.requests")


def set_up_logging(level: str, format: LogFormat, secrets: Iterable[str]) -> None:
    """Sets up the logging of this process.

    :param secrets: what must never be seen.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet(JsonLines() if format == "json" else Lines(), secrets))
    root = logging.getLogger()
    for other in root.handlers[:]:
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(max(logging.INFO, logging.getLevelNamesMapping()[level]))
    for ours in ("bot", "cogs"):
        logging.getLogger(ours).setLevel(level)
    sys.excepthook = _log_crash
    threading.excepthook = _log_crash_of_thread


def log_request(trace: Trace) -> None:
    """Writes the one line about a request that has ended."""
    facts: dict[str, object] = {"command": trace.command, "outcome": str(trace.outcome)}
    if trace.reason is not None:
        facts["reason"] = trace.reason
    if trace.style is not None:
        facts["style"] = trace.style
    if trace.kept is not None:
        facts["kept"] = trace.kept
    facts |= {f"{part}_s": round(seconds, 4) for part, seconds in trace.spans.items()}
    facts["total_s"] = round(trace.total, 4)
    requests.info("request", extra={"facts": facts})


class Lines(logging.Formatter):
    """One line for people, then the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created).astimezone().isoformat(" ", "milliseconds")
        # A line break in a message would pass for a line of ours.
        said = _CONTROL.sub(lambda c: repr(c.group())[1:-1], record.getMessage())
        facts = "".join(f" {name}={_plain(value)}" for name, value in _facts(record).items())
        line = f"{when} {record.levelname:<7} {record.name}: {said}{facts}"
        return "\n".join([line, *_traces(self, record)])


class JsonLines(logging.Formatter):
    """One JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_facts(record),
        }
        if trace := "\n".join(_traces(self, record)):
            line["traceback"] = trace
        return json.dumps(line, ensure_ascii=False, default=str)


class Discreet(logging.Formatter):
    """Hides secrets in whatever another formatter has made of a record, traceback and all."""

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        # The longest first: one may be part of another.
        spellings = sorted({s for secret in secrets if secret for s in _spellings(secret)}, key=len)
        self._secret = re.compile("|".join(map(re.escape, reversed(spellings)))) if spellings else None

    def format(self, record: logging.LogRecord) -> str:
        line = _TOKEN_IN_PATH.sub(rf"\g<1>{HIDDEN}", self._inner.format(record))
        return self._secret.sub(HIDDEN, line) if self._secret else line


def _spellings(secret: str) -> Iterator[str]:
    """How a secret may look in a URL, in JSON, or quoted by Python."""
    for spelling in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret)):
        yield spelling
        for quoted in (json.dumps(spelling), json.dumps(spelling, ensure_ascii=False), repr(spelling)):
            yield quoted[1:-1]
            # A repr that ends up in JSON.
            yield json.dumps(quoted[1:-1], ensure_ascii=False)[1:-1]


def _facts(record: logging.LogRecord) -> Mapping[str, object]:
    facts: Mapping[str, object] = getattr(record, "facts", {})
    return facts


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _traces(formatter: logging.Formatter, record: logging.LogRecord) -> Iterator[str]:
    if record.exc_info:
        yield formatter.formatException(record.exc_info)
    if record.stack_info:
        yield formatter.formatStack(record.stack_info)


def _log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("Crashed", exc_info=(kind, error, trace))


def _log_crash_of_thread(crash: Any) -> None:
    log.critical("A thread crashed", exc_info=(crash.exc_type, crash.exc_value, crash.exc_traceback))
