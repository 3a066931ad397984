"""genart-bot preview, used by a person in a browser."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.cli.conftest import environment
from tests.conftest import lacking

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def preview() -> Iterator[str]:
    """Run the command; yield the address that it prints."""
    command = [sys.executable, "-m", "bot", "preview", "--no-browser"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, text=True, env=environment(COOLDOWN="0")) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
        finally:
            process.kill()


@pytest.fixture
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        lacking("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(10_000)
        yield page
        browser.close()


def use(page: Page, command: str) -> None:
    """Type a slash command without options and send it."""
    page.locator("#channel-composer-input").click()
    page.keyboard.type(command, delay=20)
    page.locator(".command-entry", has_text=command).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Send").first.click()
    expect(page.get_by_text("Action completed")).to_be_visible(timeout=15_000)


def newest_code(page: Page) -> Locator:
    return page.get_by_role("log").locator("code").last


@pytest.mark.slow
def test_a_picture_can_be_made_replaced_and_downloaded(page: Page) -> None:
    with preview() as url:
        page.goto(url)
        pictures = page.locator("img.gallery-image")
        expect(pictures).to_have_count(1)
        use(page, "/genart")
        expect(pictures).to_have_count(2)
        wide = "image => image.complete && image.naturalWidth >= 1000"
        page.wait_for_function(f"() => [...document.querySelectorAll('img.gallery-image')].every({wide})")
        first = newest_code(page).inner_text()
        page.get_by_role("button", name="I hate this art, make me another").last.click()
        expect(newest_code(page)).not_to_have_text(first)
        expect(pictures).to_have_count(2)
        second = newest_code(page).inner_text()
        use(page, "/download")
        expect(page.get_by_text("Your last picture: ").first).to_be_visible()
    with preview() as url:
        page.goto(url)
        expect(pictures).to_have_count(1)
        use(page, "/download")
        expect(newest_code(page)).to_have_text(second)
