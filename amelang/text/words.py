"""The small parts of a line: blanks, tags and anchors, keys, words, aliases."""

from __future__ import annotations

import re

from amelang.text.key_problems import EndlessAlias, StrayTag, UnknownAlias
from amelang.text.line_problems import StrayTab, UnsupportedForm
from amelang.text.problem import Edit
from amelang.text.source import Span
from amelang.text.state import State
from amelang.text.tree import Alias, Missing, Node, Word

BLANKS = re.compile(r"[ \t]*+")
PROPERTY = re.compile(r"(?:!(?:<[^\s>]*+>|[^\s,\[\]{}]*+)|&[^\s,\[\]{}]++)(?=[ \t]|$)")
PROPERTY_IN_BRACKETS = re.compile(PROPERTY.pattern.replace("[ \\t]|$", "[ \\t,\\]}]|$"))
SIMPLE_TAG = re.compile(r"!!?[A-Za-z0-9_][\w./:-]*", re.ASCII)
VERBATIM_TAG = re.compile(r"!<(?:[A-Za-z][\w.,:-]*|![\w.:-]+)>", re.ASCII)
NAME = re.compile(r"[\w-][\w.-]*")
ALIAS = re.compile(r"\*([\w-][\w.-]*)(?=[ \t,\]}]|$)")

KEY = re.compile(
    r"""(?:"(?:[^"\\]++|\\.)*+"|'(?:[^']++|'')*+'|\*[\w-][\w.-]*+(?=[ \t])"""
    r"""|(?:[^\s\-?:,\[\]{}#&*!|>'"%@`]|[-?:](?=[^ \t]))"""
    r"""(?:[^ \t#:]++|:(?![ \t]|$)|(?<![ \t])#|[ \t]++(?=[^ \t#:]|:(?![ \t]|$)))*+"""
    r""")(?=[ \t]*+:(?:[ \t]|$))"""
)
"""A key up to the blanks before its colon."""

QUOTED_KEY = re.compile(r"""(?:"(?:[^"\\]++|\\.)*+"|'(?:[^']++|'')*+')(?=:[^ \t])""")
PLAIN_TEXT = re.compile(r"(?:[^ \t#]++|(?<![ \t])#|[ \t]++(?![ \t#]|$))*+")
DASH = re.compile(r"-(?=[ \t]|$)")
DOCUMENT = re.compile(r"(?:---|\.\.\.)(?:[ \t]|$)")
MARKER_SIGNS = frozenset("-.%<=>|`")
"""What a line begins with that may be no content at all: see `markers.py`."""

SECOND_COLON = re.compile(r":(?=[ \t]|$)")
WORD = re.compile(r"[A-Za-z_][\w./-]*(?=[ \t]|$)")
SIGNS = frozenset("*&!%@`,]}|>")
ODD_BLANKS = "\xa0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"
"""What text processors and web pages write for a space, and YAML takes for letters: for use in `[…]`."""
LONGEST_KEY = 1024
"""Characters that a key may have: YAML 1.2.2, 7.4.2."""


def plain_end(text: str, at: int, line_end: int) -> int:
    """Return where the words that begin at an offset end: before a comment, or at the line's end."""
    match = PLAIN_TEXT.match(text, at, line_end)
    return at if match is None else match.end()


def plain_blanks(text: str, at: int, line_end: int) -> int:
    """Return the offset behind the blanks that stand at an offset."""
    match = BLANKS.match(text, at, line_end)
    return at if match is None else match.end()


def blanks(state: State, at: int, line_end: int) -> int:
    """Go over blanks inside a line of block form; a tab among them is a problem."""
    end = plain_blanks(state.source.text, at, line_end)
    if end > at and "\t" in state.source.text[at:end]:
        report_tab(state, at, end)
    return end


def report_tab(state: State, at: int, end: int, inside: bool = False) -> None:
    """Report the first tab between two offsets, together with those that touch it."""
    text = state.source.text
    first = text.index("\t", at, end)
    last = first + 1
    while last < end and text[last] == "\t":
        last += 1
    state.report(StrayTab(span=Span(state.source, first, last), inside=inside))


def unsupported(state: State, start: int, end: int, what: str, remedy: str) -> None:
    """Report a form of YAML that ame.yml does without."""
    state.report(UnsupportedForm(span=Span(state.source, start, end), what=what, remedy=remedy, edits=()))


def misplaced(state: State, start: int, end: int, reason: str, edit: Edit | None = None) -> None:
    """Report a tag or anchor that stands at a wrong place."""
    word = state.source.text[start:end]
    state.report(StrayTag(span=Span(state.source, start, end), word=word, reason=reason, edit=edit))


def comment(state: State, at: int, line_end: int) -> None:
    """Remember the comment that begins at an offset."""
    state.comments.append(Span(state.source, at, line_end))


def properties(
    state: State, at: int, line_end: int, gap: Missing, pattern: re.Pattern[str] = PROPERTY
) -> int:
    """Read tags and anchors into a gap; return the offset of what follows them."""
    text = state.source.text
    while at < line_end and text[at] in "!&":
        match = pattern.match(text, at, line_end)
        if match is None:
            break
        word = Word(state.source, at, match.end(), match.group())
        if word.text[0] == "!":
            check_tag(state, word)
            if gap.tag is None:
                gap.tag = word
            else:
                misplaced(state, word.start, word.end, "is a second tag for the same value")
        else:
            word.text = word.text[1:]
            check_anchor(state, word)
            if gap.anchor is None:
                gap.anchor = word
            else:
                misplaced(state, word.start, word.end, "is a second anchor for the same value")
        at = blanks(state, match.end(), line_end)
    return at


def check_tag(state: State, tag: Word) -> None:
    """Report a tag of a form that few know."""
    if SIMPLE_TAG.fullmatch(tag.text) or VERBATIM_TAG.fullmatch(tag.text):
        return
    what = "a `!` without a name" if tag.text == "!" else "a tag of this form"
    unsupported(state, tag.start, tag.end, what, "a tag is `!` and a name, such as `!name`")


def check_anchor(state: State, anchor: Word) -> None:
    """Report an anchor whose name has a form that readers differ on."""
    if not NAME.fullmatch(anchor.text):
        unsupported(
            state, anchor.start, anchor.end, "an anchor of this form", "use letters, digits, `-` and `_`"
        )


def give(state: State, node: Node, gap: Missing) -> None:
    """Give a value the tag and anchor that were read before it; a second one is a problem."""
    if gap.tag is not None and node is not gap:
        if node.tag is None:
            node.tag = gap.tag
        else:
            misplaced(state, gap.tag.start, gap.tag.end, "is a second tag for the same value")
    if gap.anchor is not None:
        if node.anchor is not None and node is not gap:
            misplaced(state, gap.anchor.start, gap.anchor.end, "is a second anchor for the same value")
            return
        node.anchor = gap.anchor
        state.anchors[gap.anchor.text] = node


def alias(state: State, start: int, end: int, name: str) -> Alias:
    """Make an alias, and find what it repeats; nothing, where that is a value that it stands in."""
    target = state.anchors.get(name)
    span = Span(state.source, start, end)
    if target is None:
        state.report(UnknownAlias(span=span, alias=name, known=tuple(state.anchors)))
    elif any(node is target for node in (*state.nodes, *state.open_nodes)):
        state.report(EndlessAlias(span=span, alias=name, inside=True))
        target = None
    node = Alias(state.source, start, end, name, target)
    state.aliases.append(node)
    return node
