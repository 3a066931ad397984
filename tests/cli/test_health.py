"""genart-bot health and backup, next to a running bot."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, TCPServer

import pytest

from tests.cli.conftest import Run, environment


@pytest.fixture
def port(unused_tcp_port: int) -> str:
    return str(unused_tcp_port)


@pytest.fixture
def bot(port: str) -> Iterator["subprocess.Popen[str]"]:
    """The process of a preview that has started."""
    command = [sys.executable, "-m", "bot", "preview", "--no-browser"]
    env = environment(HEALTH_PORT=port, LOG_FORMAT="json")
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("http://127.0.0.1:")
            yield process
        finally:
            process.kill()


def test_a_bot_is_well_and_can_be_backed_up_until_it_stops(
    bot: "subprocess.Popen[str]", port: str, genart_bot: Run
) -> None:
    for host in ("127.0.0.1", "0.0.0.0"):  # noqa: S104  # addresses that the bot might listen on
        done = genart_bot("health", HEALTH_PORT=port, HEALTH_HOST=host, http_proxy="http://127.0.0.1:9")
        assert (done.returncode, done.stdout) == (0, b"well\n"), done.stderr
    done = genart_bot("backup", "copy.db", PERSISTENT_STORAGE_DIR="data/preview")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"copy.db")
    with closing(sqlite3.connect("copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM artworks").fetchone() == (1,)
    bot.send_signal(signal.SIGTERM)
    assert bot.wait(30) == 0
    done = genart_bot("health", HEALTH_PORT=port)
    assert done.returncode == 1
    assert b"No bot answers" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="Windows cannot suspend a process")
def test_a_bot_that_hangs_is_not_well(bot: "subprocess.Popen[str]", port: str, genart_bot: Run) -> None:
    os.kill(bot.pid, signal.SIGSTOP)
    begun = time.monotonic()
    done = genart_bot("health", HEALTH_PORT=port)
    assert done.returncode == 1
    assert b"No bot answers" in done.stderr
    # The container's health check allows 20 s.
    assert time.monotonic() - begun < 20


def test_the_problems_are_printed(genart_bot: Run) -> None:
    class Unwell(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503)
            self.end_headers()
            self.wfile.write(b'{"status": "unwell", "problems": {"store": "The disk is full."}}')

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Unwell) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        done = genart_bot("health", HEALTH_PORT=str(server.server_port))
        server.shutdown()
    assert done.returncode == 1
    assert done.stderr == b"store: The disk is full.\n"


OTHER_ANSWERS = {
    "no http": b"220 mail.example.org ESMTP\r\n",
    "no json": b"HTTP/1.1 200 OK\r\n\r\n<html>",
    "no object": b"HTTP/1.1 200 OK\r\n\r\n[]",
    "no problems": b'HTTP/1.1 200 OK\r\n\r\n{"problems": null}',
    "a list": b'HTTP/1.1 200 OK\r\n\r\n{"problems": ["disk"]}',
    "cut short": b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"problems": {}}',
}


@pytest.mark.parametrize("what", OTHER_ANSWERS)
def test_another_program_on_the_port_is_not_this_bot(genart_bot: Run, what: str) -> None:
    class Other(BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(4096)
            self.request.sendall(OTHER_ANSWERS[what])

    with TCPServer(("127.0.0.1", 0), Other) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        done = genart_bot("health", HEALTH_PORT=str(server.server_address[1]))
        server.shutdown()
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert line.endswith("is not this bot.")


@pytest.mark.parametrize("host", ["127.0.0.1 ", "[::1]", "::1"])
def test_spaces_and_brackets_around_an_address_are_allowed(genart_bot: Run, port: str, host: str) -> None:
    done = genart_bot("health", HEALTH_PORT=port, HEALTH_HOST=host)
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("No bot answers at")


def test_an_invalid_address_is_refused(genart_bot: Run, port: str) -> None:
    for command in (["health"], ["preview", "--no-browser"]):
        done = genart_bot(*command, HEALTH_PORT=port, HEALTH_HOST="a..b")
        assert done.returncode == 1
        (line,) = done.stderr.decode().splitlines()
        assert line.startswith("HEALTH_HOST: was 'a..b'; must be")


def test_without_a_port_it_names_the_setting(genart_bot: Run) -> None:
    done = genart_bot("health")
    assert done.returncode == 1
    assert b"HEALTH_PORT is not set" in done.stderr


def test_a_port_in_use_is_reported_at_the_start(genart_bot_process: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = genart_bot_process("preview", "--no-browser", HEALTH_PORT=str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert b"cannot be used" in done.stderr
    assert b"Traceback" not in done.stderr
