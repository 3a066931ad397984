"""genart-bot render: a picture without any chat."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from bot.art.recipe import Recipe
from bot.art.render import draw_png
from tests.cli.conftest import Run


def test_it_draws_a_file_named_after_the_code_it_prints(genart_bot: Run) -> None:
    done = genart_bot("render", "--style", "squares", "--palette", "harbour", "--seed", "7")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"squares1.harbour.7\n", b"")
    assert Path("squares1-harbour-7.png").read_bytes() == draw_png("squares1.harbour.7")


def test_the_same_code_gives_the_same_bytes_in_every_process(genart_bot: Run) -> None:
    options = ("render", "--style", "squares", "--palette", "harbour", "--seed", "7", "-o", "-")
    one, two = (genart_bot(*options, PYTHONHASHSEED=seed) for seed in ("1", "2"))
    again = genart_bot("render", "squares1.harbour.7", "-o", "-", PYTHONHASHSEED="3")
    assert one.stdout == two.stdout == again.stdout == draw_png("squares1.harbour.7")
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
        ("squares1.harbour.7", "--seed", "7"): "give it alone",
        ("--colour", "red"): "No such option",
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


def test_help_is_worth_reading(genart_bot: Run) -> None:
    for command in ((), ("run",), ("preview",), ("render",)):
        done = genart_bot(*command, "--help")
        assert done.returncode == 0
        assert len(done.stdout) > 200
    assert genart_bot("paint").returncode == 2
