"""The metadata of our files: the recipe's code, the title and the description.

PNG files carry them as text chunks. WebP has no such chunks, so they become attributes of an XMP
packet (ISO 16684-1). They are read back with a regular expression, because the XML of an uploaded
file could exploit an XML parser.
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


def xmp(metadata: Mapping[str, str]) -> bytes:
    """Return the metadata as an XMP packet."""
    pairs = ((_NAMES[key], escape(text, {'"': "&quot;"})) for key, text in metadata.items())
    return _PACKET.format(attributes=" ".join(f'genart:{name}="{text}"' for name, text in pairs)).encode()


def read_metadata(image: Image.Image) -> dict[str, str]:
    """Return the metadata of an opened PNG or WebP file without decoding any pixels."""
    if image.format == "WEBP":
        packet = image.info.get("xmp", b"").decode("utf-8", "replace")
        named = {name: unescape(text) for name, text in _ATTRIBUTE.findall(packet)}
        return {key: named[name] for key, name in _NAMES.items() if name in named}
    # Pillow returns text chunks as a subclass of str; callers get plain strings.
    return {key: str(image.info[key]) for key in _NAMES if isinstance(image.info.get(key), str)}
