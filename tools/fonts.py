"""Make the font files in ``bot/art/titles/fonts`` from the published ones.

``python -m tools.fonts SOURCES`` looks for them below the folder SOURCES. Their packages and versions are
listed in ``bot/art/titles/fonts/README.md``. Needs fonttools in addition to the bot's dependencies.
"""

import sys
from collections.abc import Iterable
from io import BytesIO
from itertools import chain
from pathlib import Path

import uharfbuzz as hb
from fontTools.ttLib import TTCollection

FONTS = Path(__file__).parents[1] / "bot" / "art" / "titles" / "fonts"

DISPLAY = "Geologica_700Bold.ttf"
EMOJI = "NotoEmoji_700Bold.ttf"
CJK = "NotoSansCJK-Bold.ttc"
BOLD = """
    NotoSans NotoSansAdlam NotoSansArabic NotoSansArmenian NotoSansBengali
    NotoSansCanadianAboriginal NotoSansCham NotoSansCherokee NotoSansDevanagari NotoSansEthiopic
    NotoSansGeorgian NotoSansGujarati NotoSansGurmukhi NotoSansHanifiRohingya NotoSansHebrew
    NotoSansJavanese NotoSansKannada NotoSansKayahLi NotoSansKhmer NotoSansLao NotoSansLisu
    NotoSansMalayalam NotoSansMeeteiMayek NotoSansMyanmar NotoSansOlChiki NotoSansOriya NotoSansSinhala
    NotoSansSundanese NotoSansSymbols NotoSansTamil NotoSansTelugu NotoSansThaana
    NotoSansThai NotoSerifTibetan
"""
REGULAR = """
    NotoMusic NotoSansBatak NotoSansBuginese NotoSansChakma NotoSansCoptic NotoSansDeseret NotoSansGothic
    NotoSansLepcha NotoSansLimbu NotoSansMath NotoSansMongolian NotoSansNKo
    NotoSansNewTaiLue NotoSansOgham NotoSansOldItalic NotoSansOsage NotoSansPhoenician NotoSansRunic
    NotoSansShavian NotoSansSymbols2 NotoSansSyriac NotoSansTagalog NotoSansTaiLe NotoSansTaiViet
    NotoSansTifinagh NotoSansVai NotoSansYi
"""
# Tables that only hinting, vertical setting and printer drivers need.
TABLES_LEFT_OUT = ("DSIG", "vmtx", "vhea", "VORG", "BASE", "STAT", "meta", "PfEd", "FFTM")
CJK_FEATURES = ("ccmp", "locl", "liga", "calt", "ljmo", "vjmo", "tjmo", "kern", "mark", "mkmk")
CJK_SYMBOLS = frozenset(
    chain(range(0x3000, 0x3100), range(0x31A0, 0x3400), range(0xFF00, 0xFFF0), range(0xFE30, 0xFE50))
)
HANGUL = frozenset(chain(range(0x1100, 0x1200), range(0x3100, 0x3190), range(0xAC00, 0xD7A4)))
IDEOGRAPHS = frozenset(range(0x4E00, 0xA000))


def make(sources: Path, only: str = "") -> None:
    """Write every font file whose name contains `only`.

    :raises StopIteration: if a source is not there.
    """
    names = [DISPLAY, EMOJI, *(f"{n}-Bold.ttf" for n in BOLD.split())]
    names += [f"{n}-Regular.ttf" for n in REGULAR.split()]
    known: set[int] = set()
    for name in names:
        face = hb.Face(hb.Blob.from_file_path(str(next(sources.rglob(name)))))
        characters = {c for c in face.unicodes if c not in known or not _needed_once(c) or name == EMOJI}
        known.update(characters)
        if only in name:
            _write(_subset(face, characters), name.replace("_700", "-"))
    if only in CJK:
        face = _cjk(next(sources.rglob(CJK)))
        _write(_subset(face, _cjk_characters(), CJK_FEATURES), CJK.replace(".ttc", ".otf"))


def _needed_once(character: int) -> bool:
    """Whether one font with it is enough. Marks and punctuation need one for each script, to match it."""
    return chr(character).isalnum() or character > 0x2190


def _subset(face: hb.Face, characters: Iterable[int], features: Iterable[str] = ()) -> bytes:
    subset = hb.SubsetInput()
    subset.flags = hb.SubsetFlags.NO_HINTING
    unicodes = subset.sets(hb.SubsetInputSets.UNICODE)
    unicodes.clear()
    unicodes.update(characters)
    subset.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(_tags(TABLES_LEFT_OUT))
    if features:
        kept = subset.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG)
        kept.clear()
        kept.update(_tags(features))
    return bytes(hb.subset(face, subset).blob.data)


def _cjk(path: Path) -> hb.Face:
    """Return the Japanese face with Chinese forms of the characters that are common in Chinese.

    The full set of regional forms would double its size.
    """
    font = TTCollection(path, lazy=True).fonts[0]
    glyphs = font.getBestCmap()
    chosen = {"ZHS ": _of_codec("gb2312"), "ZHT ": _of_codec("big5", b"\xc9")}
    gsub = font["GSUB"].table
    done: set[int] = set()
    for record in gsub.ScriptList.ScriptRecord:
        languages = record.Script.LangSysRecord
        record.Script.LangSysRecord = [x for x in languages if x.LangSysTag in chosen]
        for language in record.Script.LangSysRecord:
            kept = {glyphs[c] for c in chosen[language.LangSysTag] | CJK_SYMBOLS if c in glyphs}
            features = [gsub.FeatureList.FeatureRecord[i] for i in language.LangSys.FeatureIndex]
            lookups = {i for f in features if f.FeatureTag == "locl" for i in f.Feature.LookupListIndex}
            for lookup in lookups - done:
                for table in gsub.LookupList.Lookup[lookup].SubTable:
                    forms = getattr(table, "ExtSubTable", table)
                    forms.mapping = {a: b for a, b in forms.mapping.items() if a in kept}
            done |= lookups
    font.recalcTimestamp = False
    file = BytesIO()
    font.save(file)
    return hb.Face(hb.Blob(file.getvalue()))


def _cjk_characters() -> set[int]:
    codecs = (_of_codec(name) for name in ("euc_kr", "shift_jis", "big5", "gb2312"))
    return set().union(CJK_SYMBOLS, HANGUL, *codecs)


def _of_codec(name: str, below: bytes = b"\xff") -> set[int]:
    """Return the East Asian characters in an old encoding, which lists those in common use."""
    found = set()
    for c in chain(range(0x2010, 0x2700), CJK_SYMBOLS, HANGUL, IDEOGRAPHS, range(0xF900, 0xFB00)):
        try:
            if chr(c).encode(name) < below:
                found.add(c)
        except UnicodeError:
            continue
    return found


def _tags(names: Iterable[str]) -> list[int]:
    return [int.from_bytes(name.encode(), "big") for name in names]


def _write(data: bytes, name: str) -> None:
    (FONTS / name).write_bytes(data)
    print(f"{len(data):>9,} {name}")


if __name__ == "__main__":
    make(Path(sys.argv[1]), *sys.argv[2:3])
