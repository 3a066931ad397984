"""genart-bot render: a picture without any chat."""

from io import BytesIO
from pathlib import Path

import click
from PIL import Image

from bot.art.recipe import Recipe
from bot.cli import cli
from tests.cli.conftest import Run
from tests.pictures import png_of


def test_it_draws_a_file_named_after_the_code_it_prints(genart_bot: Run) -> None:
    done = genart_bot("render", "--style", "squares", "--palette", "harbour", "--seed", "7")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"squares1.harbour.7\n", b"")
    assert Path("squares1-harbour-7.png").read_bytes() == png_of("squares1.harbour.7")


def test_the_same_code_gives_the_same_bytes_in_every_process(genart_bot: Run) -> None:
    options = ("render", "--style", "squares", "--palette", "harbour", "--seed", "7", "-o", "-")
    one, two = (genart_bot(*options, PYTHONHASHSEED=seed) for seed in ("1", "2"))
    again = genart_bot("render", "squares1.harbour.7", "-o", "-", PYTHONHASHSEED="3")
    assert one.stdout == two.stdout == again.stdout == png_of("squares1.harbour.7")
    assert one.stderr == b"squares1.harbour.7\n"


def test_size_and_title_are_part_of_the_code(genart_bot: Run) -> None:
    done = genart_bot("render", "--size", "banner", "--title", "Ж 🎨", "-o", "cover.png")
    recipe = Recipe.parse(done.stdout.decode().rstrip("\n"))
    assert recipe.title == "Ж 🎨"
    assert Image.open(BytesIO(Path("cover.png").read_bytes())).size == recipe.size == (1500, 500)


def test_bad_usage_exits_with_2_and_says_why(genart_bot: Run) -> None:
    for arguments, says in {
        ("nonsense",): "is not a recipe code",
        ("--palette", "harbor"): "Did you mean harbour",
        ("--style", "sqares"): "Did you mean squares",
        ("--seed", ""): "this one is empty",
        ("--size", "9x9"): "64 to 4096",
        ("--size", "huge"): "1920x1080",
        ("--title", "x" * 5000): "80 characters",
        ("squares1.harbour.7", "--seed", "7"): "leave those out",
        ("--colour", "red"): "No such option",
        ("-o", "picture.jpg"): "picture.png",
    }.items():
        done = genart_bot("render", *arguments)
        assert done.returncode == 2, arguments
        assert done.stdout == b""
        assert says in done.stderr.decode()
        assert b"Traceback" not in done.stderr
    assert list(Path().glob("*.png")) == []


def test_a_file_that_cannot_be_written_exits_with_1(genart_bot: Run) -> None:
    done = genart_bot("render", "-o", "no/such/folder.png")
    assert done.returncode == 1
    assert b"no/such/folder.png: cannot be written" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_code_can_be_drawn_in_another_size_and_with_another_title(genart_bot: Run) -> None:
    done = genart_bot("render", "squares1.harbour.7~Old", "--size", "phone", "--title", "New")
    assert done.stdout.decode() == "squares1.harbour.7.1080x2340~New\n"
    assert (
        genart_bot("render", "squares1.harbour.7~Old", "--size", "96x96").stdout.decode().endswith("~Old\n")
    )
    assert len(list(Path().glob("squares1-harbour-7-*.png"))) == 2


def test_colours_can_be_taken_from_a_picture(genart_bot: Run) -> None:
    Path("beach.png").write_bytes(png_of("squares1.harbour.7"))
    done = genart_bot("render", "--style", "squares", "--palette-from", "beach.png")
    assert done.returncode == 0
    assert done.stdout.startswith(b"squares1.=")
    for wrong in ("none.png", "text.png"):
        Path("text.png").write_text("hello")
        done = genart_bot("render", "--palette-from", wrong)
        assert done.returncode == 2
        assert wrong.encode() in done.stderr


def test_every_command_and_every_option_is_explained() -> None:
    assert cli.help
    for command in cli.commands.values():
        assert command.short_help
        assert len(command.help or "") > 40
        for option in command.params:
            assert isinstance(option, click.Argument) or getattr(option, "help", None)


def test_an_unknown_command_exits_with_2(genart_bot: Run) -> None:
    assert genart_bot("paint").returncode == 2
    assert genart_bot("--help").returncode == 0
