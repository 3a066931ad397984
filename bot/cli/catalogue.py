"""``genart-bot styles`` and ``genart-bot palettes``: list the choices."""

import json

import click


@click.command(short_help="List the styles.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with sources and traits.")
def styles(as_json: bool) -> None:
    """List the styles, each with its id, name and description."""
    from bot.art.style import styles as known

    if as_json:
        click.echo(json.dumps([_style_fields(id) for id in known()], ensure_ascii=False, indent=2))
        return
    for style in known().values():
        click.echo(f"{click.style(style.id.ljust(12), bold=True)}{style.name}: {style.about}")


@click.command(short_help="List the palettes.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, an object of names and colours.")
def palettes(as_json: bool) -> None:
    """List the palettes, with swatches if the terminal can show them."""
    from bot.art.palette import palettes as known

    hexes = {name: [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in p.colours] for name, p in known().items()}
    if as_json:
        click.echo(json.dumps(hexes, indent=2))
        return
    for name, palette in known().items():
        # The swatch comes last: if stdout is not a terminal, click reduces it to spaces.
        swatch = "".join(click.style("   ", bg=colour) for colour in palette.colours)
        click.echo(f"{name.ljust(21)}{' '.join(hexes[name]).ljust(41)}{swatch}")


def _style_fields(id: str) -> dict[str, object]:
    from bot.art.style import find_style

    style = find_style(id)
    traits = [{"name": n, "about": t.about, "range": t.range} for n, t in style.ranges().items()]
    words = {"name": str(style.name), "about": str(style.about), "source": style.source}
    return {"id": id, **words, "traits": traits}
