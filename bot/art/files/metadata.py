"""What a file says of itself: its recipe's code, its title, its description.

PNG has text chunks for that. WebP has none, so there they are attributes of an XMP packet (ISO
16684-1), which is read back with a pattern: an uploaded file's XML is not worth a parser's trust.
"""

import re
from collections.abc import Mapping
from html import unescape
from xml.sax.saxutils import escape

from PIL import Image

CODE, TITLE, DESCRIPTION = "genart", "Title", "Description"

_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:genart="urn:genart:1" {attributes}/>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)
_ATTRIBUTE = re.compile(r'\bgenart:(\w+)="([^"]*)"')
_NAMES = {CODE: "recipe", TITLE: "title", DESCRIPTION: "description"}


def xmp(marks: Mapping[str, str]) -> bytes:
    """The marks as an XMP packet."""
    pairs = ((_NAMES[key], escape(text, {'"': "&quot;"})) for key, text in marks.items())
    return _PACKET.format(attributes=" ".join(f'genart:{name}="{text}"' for name, text in pairs)).encode()


def marks_in(image: Image.Image) -> dict[str, str]:
    """The marks of an opened PNG or WebP file; no pixel of it is decoded."""
    if image.format == "WEBP":
        packet = image.info.get("xmp", b"").decode("utf-8", "replace")
        named = {name: unescape(text) for name, text in _ATTRIBUTE.findall(packet)}
        return {key: named[name] for key, name in _NAMES.items() if name in named}
    # Pillow's text chunks are strings of a kind of their own, which stays here.
    return {key: str(image.info[key]) for key in _NAMES if isinstance(image.info.get(key), str)}
