"""Logs, written by a process of its own: text or JSON, without secrets."""

import json
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Outcome
from bot.observability.logging import HIDDEN, redactor
from bot.observability.tracing import Span, Trace
from tests.cli.conftest import environment

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GyTokn.s3cret-Tail_of/it"
PASSWORD = "p\"ass's w\\örd/+%"

SET_UP = f"""
import asyncio, logging, threading
from bot.observability.logging import log_request, set_up_logging
from bot.errors import Outcome
from bot.observability.tracing import Span, Trace
TOKEN, PASSWORD = {TOKEN!r}, {PASSWORD!r}
log = logging.getLogger("somewhere")
"""


def logged(program: str, format: str = "text", level: str = "INFO", code: int = 0) -> list[str]:
    """Return the lines that a program logs."""
    program = f"{SET_UP}\nset_up_logging({level!r}, {format!r}, (TOKEN, PASSWORD))\n{program}"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment(), timeout=60
    )
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    return done.stderr.splitlines()


WAYS_OUT = {
    "message": 'log.info("Look: " + TOKEN + PASSWORD)',
    "argument": 'log.info("Look: %s %r", TOKEN, PASSWORD)',
    "quoted": 'log.info("Look: %r", {"token": TOKEN, "password": PASSWORD})',
    "traceback": """
try:
    raise ValueError(TOKEN) from KeyError(PASSWORD)
except ValueError:
    log.exception("Failed")
""",
    "url": """
from urllib.parse import quote, quote_plus
log.info("postgresql://me:%s@host/%s", quote(PASSWORD, safe=""), quote_plus(PASSWORD))
""",
    "a url encoded in part, in lower case": """
from urllib.parse import quote
log.info("postgresql://me:%s@host/%s", quote(PASSWORD, safe="/'").lower(), quote(PASSWORD, safe='" '))
""",
    "sqlalchemy's url": """
from sqlalchemy import URL
url = URL.create("postgresql", "me", PASSWORD, "host")
log.info("%s", url.render_as_string(hide_password=False))
""",
    "stack": "log.info(TOKEN, stack_info=True)",
    "discord.py": 'logging.getLogger("discord.client").warning("with %s", TOKEN)',
    "forgotten task": """
async def main():
    async def fail():
        raise ValueError(TOKEN + PASSWORD)
    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
asyncio.run(main())
""",
    "destructor": """
class Thing:
    def __del__(self):
        raise ValueError(TOKEN + PASSWORD)
Thing()
""",
    "warning": """
import warnings
warnings.warn(TOKEN + PASSWORD)
""",
    "thread": """
def fail():
    raise ValueError(TOKEN + PASSWORD)
threading.Thread(target=fail).start()
""",
}


def leaks(lines: list[str]) -> bool:
    """Whether a part of a secret can be read."""
    text = "\n".join(lines)
    return any(
        piece in text for piece in ("s3cret", "GyTokn", "w\\ör", "w\\\\ör", "%C3%B6rd", "örd/", "ass's")
    )


@pytest.mark.parametrize("format", ["text", "json"])
@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_secret_is_logged(way: str, format: str) -> None:
    lines = logged(WAYS_OUT[way], format)
    assert not leaks(lines)
    assert "[hidden]" in "\n".join(lines)


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_record_that_cannot_be_formatted_is_reported_without_its_arguments(format: str) -> None:
    (line,) = logged('logging.getLogger("else").warning("with %s %s", TOKEN)', format)
    assert not leaks([line])
    assert "else" in line
    assert "TypeError" in line
    assert "<string>:" in line


def test_a_process_without_stderr_does_not_fail() -> None:
    program = (
        f"import sys\nsys.stderr = None\n{SET_UP}\nset_up_logging('INFO', 'text', ())\nlog.info('Look')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment(), timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("format", ["text", "json"])
def test_no_secret_is_logged_by_a_crash(format: str) -> None:
    lines = logged("raise RuntimeError(TOKEN + PASSWORD)", format, code=1)
    assert not leaks(lines)
    assert "RuntimeError" in "\n".join(lines)


ENCODINGS: list[Callable[[str], str]] = [str, quote, quote_plus, repr, ascii, json.dumps]


@given(st.text(min_size=1), st.sampled_from(ENCODINGS), st.text(st.characters(categories=["L"])))
def test_any_secret_is_redacted_whether_raw_quoted_or_in_a_url(
    secret: str, encode: Callable[[str], str], around: str
) -> None:
    redacted = redactor([secret])(f"{around}/{encode(secret)}/{around}")
    assert HIDDEN in redacted
    if len(secret) > 1 and secret not in HIDDEN:
        assert secret not in redacted


@given(st.text(min_size=2), st.sampled_from([repr, ascii, json.dumps]))
def test_a_secret_in_a_longer_quoted_text_is_redacted(secret: str, quoted: Callable[[object], str]) -> None:
    line = quoted(f'It\'s "{secret}"')
    assert HIDDEN in redactor([secret])(line)


def test_without_secrets_nothing_is_redacted() -> None:
    assert redactor(["", ""])("nothing here") == "nothing here"


def test_a_leak_would_be_noticed() -> None:
    lines = logged("import sys; sys.stderr.write(repr(PASSWORD)); sys.stderr.write(TOKEN)")
    assert leaks(lines)


def test_tokens_of_webhooks_are_redacted() -> None:
    url = "https://discord.com/api/v10/webhooks/123456/aW50ZXJhY3Rpb246MTIz.x-y_z/messages/@original"
    (line,) = logged(f'log.warning("We are being rate limited. PATCH %s", "{url}")')
    assert "/webhooks/123456/[hidden]/messages/@original" in line


REQUEST = """
spans = {Span.QUEUE: 0.5, Span.STORE: 0.25}
log_request(Trace("/genart", "squares", True, Outcome.ANSWERED, None, spans, 1.0))
log_request(Trace("another", None, None, Outcome.REFUSED, "OnCooldown", {}, 0.001))
"""


def test_a_request_is_one_readable_line() -> None:
    first, second = logged(REQUEST)
    assert first.endswith(
        "INFO    bot.requests: request command=/genart outcome=answered style=squares kept=yes "
        "queue_s=0.500 store_s=0.250 total_s=1.000"
    )
    assert second.endswith("request command=another outcome=refused reason=OnCooldown total_s=0.001")


def test_a_request_is_one_json_object() -> None:
    first, second = map(json.loads, logged(REQUEST, "json"))
    assert first.pop("time").endswith("+00:00")
    assert first == {
        "level": "INFO",
        "logger": "bot.requests",
        "message": "request",
        "command": "/genart",
        "outcome": "answered",
        "style": "squares",
        "kept": True,
        "queue_s": 0.5,
        "store_s": 0.25,
        "total_s": 1.0,
    }
    assert second["reason"] == "OnCooldown"


def test_a_traceback_stays_in_its_json_object() -> None:
    (line,) = logged('try:\n    1 / 0\nexcept ArithmeticError:\n    log.exception("Oh “no”")', "json")
    entry = json.loads(line)
    assert entry["message"] == "Oh “no”"
    assert entry["traceback"].endswith("ZeroDivisionError: division by zero")


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_message_with_line_breaks_stays_one_line(format: str) -> None:
    (line,) = logged('log.info("a title\\n2026-01-01 INFO forged: %s", "line\\u2028line")', format)
    assert "forged" in line


def test_libraries_do_not_log_at_debug() -> None:
    program = 'logging.getLogger("discord.http").debug("a title")\nlogging.getLogger("bot.x").debug("fine")'
    (line,) = logged(program, level="DEBUG")
    assert line.endswith("DEBUG   bot.x: fine")
    assert logged('log.info("quiet")', level="WARNING") == []


def test_the_parts_named_above_are_those_of_traces() -> None:
    assert Trace("x").outcome is Outcome.ANSWERED
    assert [str(part) for part in Span] == ["queue", "render", "encode", "store", "send"]
