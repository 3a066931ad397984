"""What people can do with buttons, menus and forms: one class for each action.

A control carries its action in its custom_id, so it needs no memory, no database and no timeout. Whoever uses
it sets off the event ``on_WORD_action``; the cog of that feature listens.
"""

from dataclasses import dataclass
from enum import IntFlag
from typing import Annotated

from bot.art.recipe import Brief, Recipe
from bot.interactions.custom_id import Action, Number, UserId, number_up_to, one_of


class Requested(IntFlag):
    """Which options the user fixed, packed into one digit. "Make me another" fixes the same ones again."""

    NOTHING = 0
    STYLE = 1
    PALETTE = 2
    BOTH = STYLE | PALETTE

    @classmethod
    def in_brief(cls, brief: Brief) -> "Requested":
        """Return which options a brief fixes."""
        style = cls.STYLE if brief.style else cls.NOTHING
        return style | (cls.PALETTE if brief.palette else cls.NOTHING)

    def brief(self, recipe: Recipe) -> Brief:
        """Return a brief that fixes these options as in the recipe, with its size and title."""
        return Brief(
            recipe.style if Requested.STYLE in self else None,
            recipe.palette if Requested.PALETTE in self else None,
            size=recipe.size,
            title=recipe.title,
        )


_Requested = Annotated[Requested, one_of({str(digit): Requested(digit) for digit in range(4)})]


# -- on a card ----------------------------------------------------------------------------------


class Another(Action, word="another"):
    """Make another picture with the same options fixed."""

    owner: UserId
    requested: _Requested
    code: str


class ShowVariations(Action, word="variations"):
    """Show four variations of a picture."""

    requested: _Requested
    code: str


class OpenRemix(Action, word="remix"):
    """Open the form to remix a picture."""

    requested: _Requested
    code: str


class SendRemix(Action, word="remixed"):
    """Make a picture from the submitted form."""

    code: str


class TogglePin(Action, word="keep"):
    """Pin a picture in the gallery; unpin it if it is pinned."""

    code: str


class Download(Action, word="download"):
    """Get a picture as a file."""

    code: str


class DownloadAs(Action, word="fetch"):
    """Get a picture in the format and size chosen from the menu."""

    code: str


class Delete(Action, word="delete"):
    """Delete the message."""

    owner: UserId


class Cancel(Action, word="cancel"):
    """Leave the queue."""

    person: UserId


# -- on a sheet of variations -------------------------------------------------------------------


class TakeVariation(Action, word="take"):
    """Make a picture of one variation."""

    requested: _Requested
    code: str


class MoreVariations(Action, word="others"):
    """Show the next four variations.

    :ivar code: of the last one shown.
    """

    owner: UserId
    requested: _Requested
    code: str


# -- in a gallery -------------------------------------------------------------------------------


@dataclass(frozen=True)
class GalleryPosition:
    """One page of a person's gallery."""

    owner: UserId
    pinned_only: Annotated[bool, one_of({"a": False, "k": True})] = False
    page: Annotated[int, number_up_to(10_000)] = 0


class ShowGallery(GalleryPosition, Action, word="gallery"):
    """Show a page of a gallery.

    :ivar tag: a letter that makes the custom_id unique when two buttons lead to the same page.
    """

    tag: str = ""


class OpenPicture(GalleryPosition, Action, word="open"):
    """Open the picture chosen from the menu of a page."""


class RemovePicture(GalleryPosition, Action, word="remove"):
    """Remove a picture from the gallery."""

    entry: Number = 0


class PostPicture(Action, word="post"):
    """Post a picture from a gallery where everybody sees it."""

    code: str


# -- styles and palettes ------------------------------------------------------------------------


class ShowStyles(Action, word="styles"):
    """Show every style."""


class ShowStyle(Action, word="style"):
    """Show the style chosen from a menu.

    :ivar first: position of the menu's first style; makes the custom_id of each menu unique.
    """

    first: Number


class DrawStyle(Action, word="draw"):
    """Make a picture in a style."""

    style: str


class ShowPalettes(Action, word="palettes"):
    """Show a page of palettes.

    :ivar tag: a letter that makes the custom_id unique when two buttons lead to the same page.
    """

    page: Number
    tag: str


class ShowPalette(Action, word="palette"):
    """Show the palette chosen from a menu."""


class PaintPalette(Action, word="paint"):
    """Make a picture in a palette."""

    palette: str


# -- stored data ---------------------------------------------------------------------------------


class ShowData(Action, word="mydata"):
    """Show what is stored about a person."""


class AskToErase(Action, word="erase"):
    """Ask whether to erase everything."""


class Erase(Action, word="erasing"):
    """Erase everything."""


class Export(Action, word="export"):
    """Export the next part of a person's pictures.

    :ivar after: id of the last entry exported before.
    """

    after: Number
