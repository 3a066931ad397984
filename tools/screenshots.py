"""Takes the screenshots of ``docs/images`` from the chat page: ``python -m tools.screenshots``.

Needs the extra ``dev`` and a Chromium on the PATH.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
VIEW = {"width": 1100, "height": 1000}
COVER = {"recipe": "planets1.night-train.31~Night Train"}


def main() -> None:
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        sys.exit("No Chromium found: install one of " + ", ".join(BROWSERS))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = [sys.executable, "-m", "bot", "preview", "--no-browser"]
        settings = {**os.environ, "PERSISTENT_STORAGE_DIR": folder, "COOLDOWN": "0", "LOG_LEVEL": "ERROR"}
        preview = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=settings)  # noqa: S603
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        try:
            assert preview.stdout is not None  # noqa: S101  # it is a pipe
            page = browser.new_page(viewport=VIEW, device_scale_factor=1.5)  # type: ignore[arg-type]
            page.goto(preview.stdout.readline().strip())
            slash(page, "/genart", **COVER)
            page.wait_for_timeout(1500)
            button = page.get_by_role("button", name="I hate this art").last
            button.evaluate("button => button.scrollIntoView({block: 'end'})")
            page.wait_for_timeout(1500)
            expect(button).to_be_in_viewport()
            page.screenshot(path=IMAGES / "chat.png")
        finally:
            browser.close()
            preview.send_signal(signal.SIGINT)
            preview.wait(30)


def slash(page: Page, command: str, **options: str) -> None:
    """Types a slash command, fills in its options and sends it."""
    page.locator("#channel-composer-input").click()
    page.keyboard.type(command, delay=20)
    page.locator(".command-entry", has_text=command).click()
    for name, value in options.items():
        page.locator(".command-suggestion", has_text=name).first.click()
        page.keyboard.type(value)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Send").first.click()
    page.get_by_text("Action completed").wait_for()


if __name__ == "__main__":
    main()
