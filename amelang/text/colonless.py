"""Words alone on their line that were meant for a key, a tag or a merge, as the lines below them show."""

from __future__ import annotations

import re

from amelang.text.belonging import tag_meant
from amelang.text.dash_problems import BareTag
from amelang.text.hindsight import spare
from amelang.text.key_problems import MissingColon, MissingSpace
from amelang.text.levels import last_value, set_gap
from amelang.text.line_problems import UnsupportedForm
from amelang.text.problem import Edit
from amelang.text.source import LINE_BREAK, Span
from amelang.text.state import State
from amelang.text.tree import LAST, Alias, Entry, Mapping, Missing, Node, Scalar, Word
from amelang.text.words import ALIAS, ODD_BLANKS, WORD, alias

GLUED = re.compile(r"([A-Za-z_][\w./-]*|<<)[ \t]*:(?!//)(?=[^ \t\r\n:])")
ODD_SPACES = re.compile(f"[{ODD_BLANKS}]*")
MERGE = "<<"
EQUALS = re.compile(r"[ \t]*=[ \t]+")
ALONE = re.compile(r"([ \t]*+(?:-[ \t]++)*+)(?:[!&][^\s]*+[ \t]++)*+")
TAG_BEHIND = re.compile(r"[\w./-]+[ \t]*[:=]?[ \t]*(![A-Za-z]\w*)")


def key_without_colon(state: State, column: int, value: Node, key: Node) -> bool:
    """Take a word alone on its line for a key, now that keys stand deeper than it; tell whether it is one."""
    word = word_column(state)
    if not 0 <= word < column or not isinstance(value, Scalar) or state.vocabulary is None or value.style:
        return False
    name = re.split(r"[ \t:=]", value.text, maxsplit=1)[0]
    tag = TAG_BEHIND.fullmatch(value.text)
    if tag is None and name != value.text.strip():
        return False
    tagged = tag is None and bool(tag_meant(state, name))
    if not tagged and state.vocabulary.knows(state.nodes[1:], value.tag, name) < 2:
        return False
    if not word_becomes_key(state, word, tags=tagged):
        return False
    if tagged:
        # Its keys stand deeper than the word, as it is with any tag.
        state.also.setdefault(state.nodes[-1], set()).add(column)
        return True
    mapping = state.nodes[-1]
    assert isinstance(mapping, Mapping)
    entry = mapping.entries[-1]
    gap = set_gap(state, entry.key.end, word, entry)
    if tag is not None:
        start = value.start + tag.start(1)
        gap.tag = Word(state.source, start, value.start + tag.end(1), tag[1])
    below = Mapping(state.source, key.start, LAST, [])
    state.place(below)
    state.push(column, below)
    return True


def bare_tag(state: State, column: int, at: int, end: int) -> bool:
    """Take a word in the column of a key without a value for the tag of that, if it lacks just its sign."""
    gap = state.gap
    if (
        gap is None
        or gap.tag is not None
        or state.gap_column != column
        or not isinstance(state.holder, Entry)
    ):
        return False
    tag = tag_meant(state, state.source.text[at:end])
    if tag:
        state.report(BareTag(span=Span(state.source, at, end), tag=tag))
        gap.tag = Word(state.source, at, end, tag)
        if column not in state.columns:
            spare(state, column, at)
    return bool(tag)


def bare_tag_behind_key(state: State, column: int, value: Node) -> bool:
    """Take the word behind a key for the tag of the keys that stand below it, if it lacks just its sign."""
    if not isinstance(value, Scalar) or not isinstance(state.nodes[-1], Mapping) or value.tag is not None:
        return False
    if column <= state.columns[-1] or value.style or not tag_meant(state, value.text):
        return False
    return word_becomes_key(state, column)


def alias_with_keys(state: State, column: int, value: Node) -> bool:
    """Take an alias for a merge key, now that keys stand below it; tell whether that can be."""
    if not isinstance(value, Alias) or column <= state.columns[-1] or len(state.nodes) < 2:
        return False
    holder, source = state.nodes[-1], state.source
    begin, lead = value.start, "<<: "
    if isinstance(holder, Mapping):
        begin -= value.start - len(source.text[: value.start].rstrip(" \t"))
        lead = f"\n{' ' * column}<<: "
    state.report(
        UnsupportedForm(
            span=value.span,
            what="an alias with keys below it",
            remedy=f"write `<<: {value.span.text}` in the column of the keys",
            edits=(Edit(Span(source, begin, value.start), lead),),
        )
    )
    key = Scalar(source, value.start, value.start, MERGE)
    become(state, column, Mapping(source, value.start, LAST, [Entry(key, value)]))
    return True


def word_column(state: State) -> int:
    """Return the column of the last value if it is words alone on their line; -1 if it is not."""
    value = last_value(state)
    if not isinstance(value, Scalar) or (value.style and not value.text.startswith("!")):
        return -1
    start = state.starts[state.line_of(value.start)]
    match = ALONE.match(state.source.text, start, value.start)
    return -1 if match is None or match.end() != value.start else match.end(1) - start


def word_becomes_key(state: State, column: int, *, tags: bool = True) -> bool:
    """Take words alone on their line for a key without a colon, or for a tag, now that keys follow."""
    value, text = last_value(state), state.source.text
    if not isinstance(value, Scalar):
        return False
    # Only the words on its first line are the key and its value.
    found = re.compile(LINE_BREAK).search(text, value.start, value.end)
    end = value.end if found is None else value.start + len(text[value.start : found.start()].rstrip(" \t"))
    tag = tag_meant(state, value.text[1:] if value.style else text[value.start : end])
    if tag and tags:
        start = value.start
        if value.tag is not None and value.tag.text == "!":
            # A blank came between the sign and its word.
            start = value.tag.start
            if state.problems and state.problems[-1].span.start == start:
                state.problems.pop()
        state.report(BareTag(span=Span(state.source, start, end), tag=tag))
        mark = Word(state.source, value.start, end, tag)
        become(state, column, Mapping(state.source, end, LAST, [], tag=mark, anchor=value.anchor))
        return True
    if value.style:
        return False
    key, behind = split_words(state, value.start, end)
    rest = text[behind:end].strip(" \t")
    begin = end - len(text[behind:end].lstrip(" \t"))
    missing: Node = Missing(state.source, behind, behind)
    if rest[:1] in ("'", '"') and rest.find(rest[0], 1) == len(rest) - 1:
        missing = Scalar(state.source, begin, end, rest[1:-1], rest[0])
    elif rest:
        missing = Scalar(state.source, begin, end, rest)
        if (name := ALIAS.fullmatch(text, begin, end)) is not None:
            missing = alias(state, begin, end, name[1])
    mapping = Mapping(state.source, key.start, LAST, [Entry(key, missing)])
    mapping.tag, mapping.anchor = value.tag, value.anchor
    become(state, column, mapping)
    return True


def become(state: State, column: int, mapping: Mapping) -> None:
    """Put keys in the place of the value that was read last, and open their level."""
    state.put(len(state.nodes), mapping)
    state.push(column, mapping)


def split_words(state: State, start: int, end: int) -> tuple[Scalar, int]:
    """Take the first of some words for a key, with a problem; return it and where its value begins."""
    text, source = state.source.text, state.source
    glued = GLUED.match(text, start, end)
    if glued is not None:
        colon = glued.end()
        odd = ODD_SPACES.match(text, colon, end)
        behind = odd.end() if odd else colon
        state.report(MissingSpace(span=Span(source, start, colon), key=glued[1], odd=text[colon:behind]))
        return Scalar(source, start, glued.end(1), glued[1]), behind
    word = WORD.match(text, start, end)
    stop = end if word is None else word.end()
    sign = EQUALS.match(text, stop, end)
    behind = stop if sign is None else sign.end()
    state.report(MissingColon(span=Span(source, start, stop), word=text[start:stop], behind=behind))
    return Scalar(source, start, stop, text[start:stop]), behind
