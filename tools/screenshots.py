"""Take the screenshots in ``docs/images`` from the chat page: ``python -m tools.screenshots``.

They show every card, form and list. Needs the extra ``dev`` and a Chromium on the PATH.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, ViewportSize, expect, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
VIEW: ViewportSize = {"width": 1100, "height": 1000}
COVER = "planets1.night-train.31~Night Train"


def main() -> None:
    with chat_page() as page:
        slash(page, "/gallery")
        picture_of(page, "gallery-empty")
        slash(page, "/genart", recipe=COVER)
        whole_page(page, "chat")
        picture_of(page, "card")
        click(page, "Variations")
        picture_of(page, "variations")
        click(page, "3")
        click(page, "Remix…")
        form_of(page, "remix")
        for recipe in (
            "flowfield1.celadon.7",
            "weave1.terracotta.12.640x480",
            "moire1.neon-alley.3",
            "veins1.harbour.5.1080x1350",
        ):
            slash(page, "/genart", recipe=recipe)
        click(page, "Keep")
        slash(page, "/gallery")
        picture_of(page, "gallery")
        choose(page, "Night Train")
        picture_of(page, "gallery-opened")
        click(page, "Download")
        picture_of(page, "download")
        slash(page, "/styles")
        picture_of(page, "styles-list")
        slash(page, "/styles", name="watercolour")
        picture_of(page, "style")
        slash(page, "/palettes")
        picture_of(page, "palettes")
        slash(page, "/palettes", name="night-train")
        picture_of(page, "palette")
        slash(page, "/daily")
        picture_of(page, "daily")
        slash(page, "/daily", hour="9")
        picture_of(page, "daily-settings")
        slash(page, "/mydata")
        picture_of(page, "mydata")
        click(page, "Erase everything…")
        picture_of(page, "mydata-confirm")
        click(page, "Erase it all")
        picture_of(page, "mydata-erased")
        slash(page, "/about")
        picture_of(page, "about")
        slash(page, "/genart", palette="harbor")
        picture_of(page, "refusal")


@contextmanager
def chat_page() -> Iterator[Page]:
    """Open a browser on the chat page of a new bot."""
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
            page = browser.new_page(viewport=VIEW, device_scale_factor=1.25)
            page.set_default_timeout(20_000)
            page.goto(preview.stdout.readline().strip())
            yield page
        finally:
            browser.close()
            preview.send_signal(signal.SIGINT)
            preview.wait(30)


def slash(page: Page, command: str, **options: str) -> None:
    """Type a slash command, fill in its options and send it."""
    page.locator("#channel-composer-input").click()
    page.keyboard.type(command, delay=20)
    page.locator(".command-entry", has_text=command).first.click()
    for name, value in options.items():
        page.locator(".command-suggestion", has_text=name).first.click()
        page.keyboard.type(value)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Send").first.click()
    settled(page)


def click(page: Page, label: str) -> None:
    """Click the newest button with that label."""
    newest = page.locator("button.component-button", has=page.get_by_text(label, exact=True)).last
    newest.scroll_into_view_if_needed()
    newest.click()
    settled(page)


def choose(page: Page, option: str) -> None:
    """Choose the first option with that text from the newest menu."""
    menu = message(page).get_by_role("combobox")
    menu.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    menu.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    message(page).locator(".select-option", has_text=option).first.evaluate("option => option.click()")
    settled(page)


def settled(page: Page) -> None:
    """Wait until an action has ended and its pictures are loaded."""
    page.wait_for_timeout(800)
    page.locator(":text('completed'):visible").first.wait_for()
    loaded = "() => [...document.querySelectorAll('img.gallery-image')].every(i => i.complete)"
    page.wait_for_function(loaded)
    page.wait_for_timeout(700)


def message(page: Page) -> Locator:
    """Return the newest message."""
    return page.locator("article.channel-message").last


def picture_of(page: Page, name: str) -> None:
    """Take a screenshot of the whole newest message."""
    page.set_viewport_size({"width": VIEW["width"], "height": 1600})
    message(page).scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    save(message(page).screenshot(), name)
    page.set_viewport_size(VIEW)


def form_of(page: Page, name: str) -> None:
    """Take a screenshot of the open form, and close it."""
    page.set_viewport_size({"width": VIEW["width"], "height": 1300})
    page.wait_for_timeout(500)
    save(page.get_by_role("dialog").last.screenshot(), name)
    page.get_by_role("button", name="Cancel").click()
    page.set_viewport_size(VIEW)


def whole_page(page: Page, name: str) -> None:
    """Take a screenshot of the page."""
    page.locator("button.component-button").last.evaluate("b => b.scrollIntoView({block: 'end'})")
    page.wait_for_timeout(1000)
    save(page.screenshot(), name)


def save(screenshot: bytes, name: str) -> None:
    """Save a screenshot in a compact format."""
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(screenshot)) as image:
        image.convert("RGB").save(IMAGES / f"{name}.webp", quality=88, method=6)
    print(name)


if __name__ == "__main__":
    main()
