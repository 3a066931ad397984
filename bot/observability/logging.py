"""Logs: lines for people or JSON for programs, on stderr, and in neither of them ever a secret.

Libraries speak at INFO and above, whatever ``LOG_LEVEL`` says: at DEBUG some of them write down all that
people type. A crash goes through here as well, so that its traceback is as discreet as the rest.
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

# With the token of an interaction or a webhook anybody can post in its place.
_TOKEN_IN_PATH = re.compile(r"(/(?:webhooks|interactions)/\d+/)[\w%.-]{8,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

log = logging.getLogger(__name__)
requests = logging.getLogger("bot.requests")


def set_up_logging(level: str, format: LogFormat, secrets: Iterable[str]) -> None:
    """Sets up the logging of this process.

    :param secrets: what must never be seen.
    """
    handler = _Discreet()
    handler.setFormatter((JsonLines if format == "json" else Lines)(discretion(secrets)))
    root = logging.getLogger()
    for other in root.handlers[:]:
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(max(logging.INFO, logging.getLevelNamesMapping()[level]))
    for ours in ("bot", "cogs"):
        logging.getLogger(ours).setLevel(level)
    # It lists its parts each time.
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)
    sys.excepthook = _log_crash
    threading.excepthook = _log_crash_of_thread
    sys.unraisablehook = _log_unraisable
    logging.captureWarnings(True)


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
    """One line for people, then the traceback if there is one.

    :param discreet: hides the secrets in a text.
    """

    def __init__(self, discreet: Callable[[str], str]) -> None:
        super().__init__()
        self._discreet = discreet

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created).astimezone().isoformat(" ", "milliseconds")
        # A line break in a message would pass for a line of ours.
        said = _CONTROL.sub(lambda c: repr(c.group())[1:-1], record.getMessage())
        facts = "".join(f" {name}={_plain(value)}" for name, value in _facts(record).items())
        line = f"{when} {record.levelname:<7} {record.name}: {said}{facts}"
        return self._discreet("\n".join([line, *_traces(self, record)]))


class JsonLines(logging.Formatter):
    """One JSON object on one line.

    :param discreet: hides the secrets in a text.
    """

    def __init__(self, discreet: Callable[[str], str]) -> None:
        super().__init__()
        self._discreet = discreet

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
        return json.dumps({k: self._discreet(v) if isinstance(v, str) else v for k, v in line.items()})


class _Discreet(logging.StreamHandler[TextIO]):
    """Where a line cannot be written, the library would write down all that it was made of, as it is."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # so it is called in the library
        kind = sys.exc_info()[0]
        why = kind.__name__ if kind is not None else "no reason"
        where = f"{record.pathname}:{record.lineno}"
        lost = logging.LogRecord(
            record.name, logging.ERROR, "", 0, "A line of %s could not be written: %s", (where, why), None
        )
        # There may be nowhere to say it, and no stderr at all.
        with suppress(Exception):
            self.stream.write(self.format(lost) + self.terminator)
            self.flush()


def discretion(secrets: Iterable[str]) -> Callable[[str], str]:
    """What hides these secrets in a text, however they were quoted on their way into it."""
    patterns = ["".join(map(_spellings, secret)) for secret in secrets if secret]
    secret = re.compile("|".join(patterns)) if patterns else None

    def hide(text: str) -> str:
        text = _TOKEN_IN_PATH.sub(rf"\g<1>{HIDDEN}", text)
        return secret.sub(HIDDEN, text) if secret else text

    return hide


def _spellings(character: str) -> str:
    """A pattern for a character as it is, in a URL, and as quoted by Python or JSON, even repeatedly."""
    in_url = "".join(f"%{byte:02x}" for byte in character.encode(errors="surrogatepass"))
    patterns = {in_url, in_url.upper(), r"\+" if character == " " else in_url}
    if character == "\\":
        patterns.add(r"\\+")
    else:
        for spelling in (character, *(quoted(character)[1:-1] for quoted in (repr, ascii, json.dumps))):
            # Whoever quotes what was quoted doubles each backslash.
            patterns.add(r"\\*" + r"\\*".join(map(re.escape, spelling.lstrip("\\").split("\\"))))
    return f"(?:{'|'.join(sorted(patterns))})"


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
    # Not the object itself: it may be half taken down already.
    name = getattr(crash.object, "__qualname__", type(crash.object).__name__)
    trace = (crash.exc_type, crash.exc_value, crash.exc_traceback)
    log.error("%s %s", crash.err_msg or "Nobody could be told of an exception in", name, exc_info=trace)
