"""What there is to choose from, read back, and seen at a glance."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bot.art.palette import palettes
from bot.art.style import styles
from bot.cli.catalogue import palettes as palettes_command
from tests.cli.conftest import Run
from tests.pictures import png_of

CODE = "squares1.harbour.7.v2.300x200~Ж 🎨"


def test_styles_are_listed(genart_bot: Run) -> None:
    lines = genart_bot("styles").stdout.decode().splitlines()
    assert [line.split()[0] for line in lines] == list(styles())


def test_styles_are_listed_for_programs(genart_bot: Run) -> None:
    listed = json.loads(genart_bot("styles", "--json").stdout)
    assert [s["id"] for s in listed] == list(styles())
    for style in listed:
        assert list(style) == ["id", "name", "about", "source", "traits"]
        assert style["traits"]
        assert all(list(t) == ["name", "about", "range"] and all(t.values()) for t in style["traits"])


def test_palettes_are_listed(genart_bot: Run) -> None:
    plain = genart_bot("palettes").stdout
    assert b"\x1b" not in plain
    assert [line.split()[0] for line in plain.decode().splitlines()] == list(palettes())
    listed = json.loads(genart_bot("palettes", "--json").stdout)
    assert listed["harbour"] == ["#0b132b", "#1c4e6e", "#3f88a5", "#e8dcc4", "#d1495b"]


def test_a_terminal_shows_swatches() -> None:
    shown = CliRunner().invoke(palettes_command, color=True).output
    assert "\x1b[48;2;11;19;43m" in shown


def test_a_file_tells_its_recipe(genart_bot: Run) -> None:
    Path("art.png").write_bytes(png_of(CODE))
    lines = genart_bot("inspect", "art.png").stdout.decode().splitlines()
    assert lines[0] == CODE
    assert lines[1] == "Ж 🎨"
    assert "300x200" in lines[2]


def test_a_file_without_a_recipe_is_told_apart(genart_bot: Run) -> None:
    Image.new("RGB", (9, 9)).save("plain.png")
    Image.new("RGB", (9, 9)).save("photo.jpg")
    Path("torn.png").write_bytes(png_of(CODE)[:40])
    Path("text.png").write_text("hello")
    for name, says in {
        "plain.png": "holds no recipe",
        "photo.jpg": "no PNG or WebP",
        "torn.png": "recipe",
        "text.png": "no PNG or WebP",
        "none.png": "none.png: cannot be read",
    }.items():
        done = genart_bot("inspect", name)
        assert done.returncode == 1
        assert done.stdout == b""
        assert says in done.stderr.decode()
        assert b"Traceback" not in done.stderr


def test_a_recipe_from_the_future_is_named(genart_bot: Run) -> None:
    data = png_of("squares1.harbour.7")
    info = PngInfo()
    info.add_itxt("genart", "squares98.harbour.7")
    with Image.open(BytesIO(data)) as image:
        image.save("new.png", pnginfo=info)
    done = genart_bot("inspect", "new.png")
    assert done.returncode == 1
    assert b"version 98" in done.stderr


@pytest.mark.parametrize("options", [["--style", "squares", "--seeds", "3"], ["--palette", "harbour"]])
def test_a_sheet_shows_many_at_a_glance(genart_bot: Run, options: list[str]) -> None:
    done = genart_bot("sheet", *options, "-o", "s.png")
    assert done.returncode == 0, done.stderr
    assert done.stdout == b"s.png\n"
    count = 3 if "--seeds" in options else len(styles())
    columns = min(6, count)
    with Image.open("s.png") as image:
        assert image.width == columns * 316 + 16


def test_a_sheet_of_nothing_is_refused(genart_bot: Run) -> None:
    for options in (["--style", "nosuch"], ["--palette", "nosuch"], ["--seeds", "0"]):
        assert genart_bot("sheet", *options).returncode == 2
    done = genart_bot("sheet", "--style", "squares", "--seeds", "1", "-o", "no/such/s.png")
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
