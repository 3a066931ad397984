"""Actions: their custom_ids are short enough for Discord and never change their meaning."""

import dataclasses
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.art.recipe import Brief, Recipe
from bot.interactions import actions
from bot.interactions.actions import GalleryPosition, Requested
from bot.interactions.custom_id import ACTIONS, Action, pack_user, parse_action, parse_user
from bot.interactions.errors import BadAction
from tests.art.test_recipe import recipes

# A custom_id of every action, as of the first release. Lines may be added but never changed.
FROZEN: dict[str, Action] = {
    "genart:another:AAAAAAAAAAc:0:squares1.harbour.7": actions.Another(
        7, Requested.NOTHING, "squares1.harbour.7"
    ),
    "genart:another:FDUD_gAAAAg:3:squares1.=AAAA____.0.v2.64x64": actions.Another(
        1456074443980800008, Requested.BOTH, "squares1.=AAAA____.0.v2.64x64"
    ),
    "genart:cancel:AAAAAAAAAAc": actions.Cancel(7),
    "genart:delete:AAAAAAAAAAc": actions.Delete(7),
    "genart:download:squares1.harbour.7": actions.Download("squares1.harbour.7"),
    "genart:draw:squares": actions.DrawStyle("squares"),
    "genart:erase": actions.AskToErase(),
    "genart:erasing": actions.Erase(),
    "genart:export:12": actions.Export(12),
    "genart:fetch:squares1.harbour.7": actions.DownloadAs("squares1.harbour.7"),
    "genart:gallery:AAAAAAAAAAc:a:2:n": actions.ShowGallery(7, False, 2, "n"),
    "genart:gallery:AAAAAAAAAAc:k:0:s": actions.ShowGallery(7, True, 0, "s"),
    "genart:keep:squares1.harbour.7": actions.TogglePin("squares1.harbour.7"),
    "genart:mydata": actions.ShowData(),
    "genart:open:AAAAAAAAAAc:a:0": actions.OpenPicture(7, False, 0),
    "genart:others:AAAAAAAAAAc:1:squares1.harbour.7.v4": actions.MoreVariations(
        7, Requested.STYLE, "squares1.harbour.7.v4"
    ),
    "genart:paint:harbour": actions.PaintPalette("harbour"),
    "genart:palette": actions.ShowPalette(),
    "genart:palettes:3:f": actions.ShowPalettes(3, "f"),
    "genart:post:squares1.harbour.7": actions.PostPicture("squares1.harbour.7"),
    "genart:remix:2:squares1.harbour.7": actions.OpenRemix(Requested.PALETTE, "squares1.harbour.7"),
    "genart:remixed:squares1.harbour.7": actions.SendRemix("squares1.harbour.7"),
    "genart:remove:AAAAAAAAAAc:k:1:99": actions.RemovePicture(7, True, 1, 99),
    "genart:style:25": actions.ShowStyle(25),
    "genart:styles": actions.ShowStyles(),
    "genart:take:1:squares1.harbour.7.v3": actions.TakeVariation(Requested.STYLE, "squares1.harbour.7.v3"),
    "genart:variations:1:squares1.harbour.7": actions.ShowVariations(Requested.STYLE, "squares1.harbour.7"),
}


@pytest.mark.parametrize("custom_id", FROZEN)
def test_an_old_custom_id_keeps_its_meaning(custom_id: str) -> None:
    assert parse_action(custom_id) == FROZEN[custom_id]
    assert FROZEN[custom_id].custom_id == custom_id


def test_every_action_has_a_frozen_custom_id() -> None:
    assert {action.word for action in FROZEN.values()} == ACTIONS.keys()


def _values(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Generate actions of one kind with any fields."""
    by_type: dict[Any, st.SearchStrategy[Any]] = {
        "owner": st.integers(0, 2**64 - 1),
        "person": st.integers(0, 2**64 - 1),
        "requested": st.sampled_from(list(Requested)),
        "pinned_only": st.booleans(),
        "page": st.integers(0, 10_000),
        "entry": st.integers(0, 2**63 - 1),
        "first": st.integers(0, 10**6),
        "after": st.integers(0, 2**63 - 1),
        "code": recipes().map(lambda recipe: recipe.short_code),
        "tag": st.sampled_from("nobfs"),
        "style": st.from_regex(r"[a-z]{1,12}", fullmatch=True),
        "palette": st.from_regex(r"[a-z0-9-]{1,24}|#[0-9a-f]{6} #[0-9a-f]{6}", fullmatch=True),
    }
    return st.builds(kind, *(by_type[field.name] for field in dataclasses.fields(kind)))


@given(st.sampled_from(list(ACTIONS.values())).flatmap(_values))
def test_an_action_survives_packing_and_parsing(action: Action) -> None:
    assert len(action.custom_id) <= 100
    assert parse_action(action.custom_id) == action


# Second spellings: of a number, and of a user's id, whose last character has unused bits.
@example("export:007")
@example("cancel:AAAAAAAAAAd")
@given(
    st.one_of(
        st.text(max_size=93),
        st.from_regex(r"[a-z]{1,9}(:[A-Za-z0-9_.\-]{0,20}){0,6}", fullmatch=True),
        st.tuples(st.sampled_from(list(ACTIONS)), st.text("AZaz019:._-é", max_size=60)).map(":".join),
    )
)
def test_any_custom_id_is_parsed_exactly_or_refused(rest: str) -> None:
    with suppress(BadAction):
        assert parse_action(f"genart:{rest}").custom_id == f"genart:{rest}"
    with pytest.raises(BadAction):
        parse_action(f"another-bot:{rest}")


@given(st.integers(0, 2**64 - 1))
def test_a_user_id_takes_eleven_characters(person: int) -> None:
    assert len(pack_user(person)) == 11
    assert parse_user(pack_user(person)) == person


def test_a_custom_id_that_is_too_long_for_discord_is_an_error() -> None:
    with pytest.raises(ValueError, match="101 characters"):
        _ = actions.TogglePin("x" * 89).custom_id


@given(recipes(), st.booleans(), st.booleans())
def test_requested_options_are_kept(recipe: Recipe, style: bool, palette: bool) -> None:
    brief = Brief(
        recipe.style if style else None, recipe.palette if palette else None, None, recipe.size, recipe.title
    )
    assert Requested.in_brief(brief).brief(recipe) == brief


def test_a_gallery_position_can_be_opened() -> None:
    where = GalleryPosition(7, True, 3)
    shown = actions.ShowGallery(where.owner, where.pinned_only, where.page, "n")
    assert isinstance(shown, GalleryPosition)
