"""Paths and texts as other programs can take them: in URIs, in XML, in JSON, below another folder."""

from __future__ import annotations

import os
import re
from urllib.parse import quote_from_bytes

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What must not stand in XML 1.0, not even as a reference. Source: its production 2, Char."""
LONE = re.compile("[\ud800-\udfff]")
"""Halves of a pair. Python puts them where a file name is no UTF-8; no encoding can write them."""
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def valid(text: str) -> str:
    """Return a text that every encoding of Unicode can write."""
    return LONE.sub("\N{REPLACEMENT CHARACTER}", text)


def xml(text: str) -> str:
    """Return a text for an attribute, or between tags, of XML 1.0; what XML forbids is written out."""
    text = NOT_XML.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)
    return "".join(ENTITIES.get(character, character) for character in text)


def below(path: str, root: str | None = None) -> str:
    """Return a path with `/` between its parts, as seen from `root` where it lies below that."""
    if root:
        # A link is known by its own path, and only the folders on the way to it are followed.
        folder = os.path.realpath(os.path.dirname(path))
        real = os.path.relpath(os.path.join(folder, os.path.basename(path)), os.path.realpath(root))
        if real != os.pardir and not real.startswith(os.pardir + os.sep):
            path = real
    return path.replace(os.sep, "/")


def uri(path: str) -> str:
    """Return a path as a URI reference: relative if the path is, a `file:` URI if it is not.

    Source: RFC 3986, section 3.3 for the characters that stay, 4.2 for a first part with a colon.
    """
    quoted = quote_from_bytes(os.fsencode(path.replace(os.sep, "/")), safe="/~!$&'()*+,;=@:")
    if os.path.isabs(path):
        return "file://" + ("" if quoted.startswith("/") else "/") + quoted
    return f"./{quoted}" if ":" in quoted.partition("/")[0] else quoted
