"""Logs on stderr: lines for people or JSON for programs, with every secret redacted.

Libraries log at INFO and above whatever ``LOG_LEVEL`` says: at DEBUG some of them log what people type.
Crashes are logged here as well, so that secrets in their tracebacks are redacted too.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, TextIO

from bot.observability.tracing import Trace

HIDDEN = "[hidden]"

LogFormat = Literal["text", "json"]

# Whoever knows the token of an interaction or a webhook can post in its name.
_TOKEN_IN_PATH = re.compile(r"(/(?:webhooks|interactions)/\d+/)[\w%.-]{8,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

log = logging.getLogger(__name__)
requests = logging.getLogger("bot.requests")


def set_up_logging(level: str, format: LogFormat, secrets: Iterable[str]) -> None:
    """Set up the logging of this process.

    :param secrets: strings that must never appear in the log.
    """
    handler = _RedactingHandler()
    handler.setFormatter((JsonLines if format == "json" else Lines)(redactor(secrets)))
    root = logging.getLogger()
    for other in root.handlers[:]:
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(max(logging.INFO, logging.getLevelNamesMapping()[level]))
    for ours in ("bot", "cogs"):
        logging.getLogger(ours).setLevel(level)
    # At INFO it lists its plug-ins at every start.
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)
    sys.excepthook = _log_crash
    threading.excepthook = _log_crash_of_thread
    sys.unraisablehook = _log_unraisable
    logging.captureWarnings(True)


def log_request(trace: Trace) -> None:
    """Log one line about a request that has ended."""
    facts: dict[str, object] = {"command": trace.command, "outcome": str(trace.outcome)}
    if trace.reason is not None:
        facts["reason"] = trace.reason
    if trace.style is not None:
        facts["style"] = trace.style
    if trace.saved is not None:
        facts["kept"] = trace.saved
    facts |= {f"{part}_s": round(seconds, 4) for part, seconds in trace.spans.items()}
    facts["total_s"] = round(trace.total, 4)
    requests.info("request", extra={"facts": facts})


class Lines(logging.Formatter):
    """Format a record as one line for people, followed by its traceback if there is one.

    :param redact: returns a text without the secrets in it.
    """

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created).astimezone().isoformat(" ", "milliseconds")
        # With line breaks, a message could imitate another line.
        message = _CONTROL.sub(lambda c: repr(c.group())[1:-1], record.getMessage())
        facts = "".join(f" {name}={_plain(value)}" for name, value in _facts(record).items())
        line = f"{when} {record.levelname:<7} {record.name}: {message}{facts}"
        return self._redact("\n".join([line, *_traces(self, record)]))


class JsonLines(logging.Formatter):
    """Format a record as one JSON object on one line.

    :param redact: returns a text without the secrets in it.
    """

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__()
        self._redact = redact

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
        return json.dumps({k: self._redact(v) if isinstance(v, str) else v for k, v in line.items()})


class _RedactingHandler(logging.StreamHandler[TextIO]):
    """Report a record that cannot be formatted without its arguments, which logging would print in full."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging calls it that
        kind = sys.exc_info()[0]
        reason = kind.__name__ if kind is not None else "no reason"
        where = f"{record.pathname}:{record.lineno}"
        report = logging.LogRecord(
            record.name, logging.ERROR, "", 0, "A line of %s could not be written: %s", (where, reason), None
        )
        # The stream itself may be what fails.
        with suppress(Exception):
            self.stream.write(self.format(report) + self.terminator)
            self.flush()


def redactor(secrets: Iterable[str]) -> Callable[[str], str]:
    """Return a function that replaces these secrets in a text, also where they are quoted or in a URL."""
    patterns = ["".join(map(_spellings, secret)) for secret in secrets if secret]
    # The longest first: one secret may begin with another.
    pattern = re.compile("|".join(sorted(patterns, key=len, reverse=True)) or "(?!)")

    def redact(text: str) -> str:
        return pattern.sub(HIDDEN, _TOKEN_IN_PATH.sub(rf"\g<1>{HIDDEN}", text))

    return redact


def _spellings(character: str) -> str:
    """Return a pattern for a character as it is, as a URL encodes it, and as Python and JSON quote it.

    Each character has its own, because a URL may encode any part of a secret, in either case.
    """
    encoded = "".join(f"%{byte:02x}" for byte in character.encode(errors="surrogatepass"))
    others = {character, *(quoted(character)[1:-1] for quoted in (repr, ascii, json.dumps))}
    if character in "'\"":
        # Python escapes an apostrophe only in a text that also has quotation marks.
        others.add(f"\\{character}")
    if character == " ":
        others.add("+")
    longest_first = sorted(others, key=len, reverse=True)
    return f"(?:(?i:{encoded})|{'|'.join(map(re.escape, longest_first))})"


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


def _log_unraisable(crash: Any) -> None:
    # Only its name: the object may be partly destroyed already.
    name = getattr(crash.object, "__qualname__", type(crash.object).__name__)
    trace = (crash.exc_type, crash.exc_value, crash.exc_traceback)
    log.error("%s %s", crash.err_msg or "Exception ignored in", name, exc_info=trace)
