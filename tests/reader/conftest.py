"""How these tests write trees down, ours and ruamel.yaml's, and the texts that they compare them on."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML, YAMLError
from ruamel.yaml import nodes as theirs

from amelang.text.reader import read
from amelang.text.source import Source
from amelang.text.tree import Alias, Entry, Mapping, Missing, Node, Scalar, Sequence, Tree

CORE = "tag:yaml.org,2002:"
CORPUS = Path(__file__).parent / "corpus"
PIECES = [
    *" \t\n#:-?!&*|>%@`'\"[]{},=<~.", "\r\n", "\r", "  ", "    ", "\n\n", "- ", ": ", " #", "? ", "---\n",
    "...\n", "!t ", "&a ", "*a", "*a ", "|\n", ">-\n", "|2\n", '"', "''", "\\", '\\"', "\\x41", "\\\n",
    "a: b", "\n- a\n", "\n  b: c\n", "{a: b}", "[\n", "]\n", "{\n", "}\n", ",\n", "\u2028", "\x85", "\xa0",
    "é", "😀", "\ufeff", "\0", "\x07", "key", "0", "<<: ", "[a, b]", "!", "&", "null", "!!str ", "!<t> ",
    "\n    ", "\n  - ", "&a", "\n\t", ",", "\n...", "=======\n", "? a\n: b\n",
]  # fmt: skip
"""What slips of the keyboard put into a text, and worse."""


def told(tree: Tree) -> str:
    """Write a tree on one line without doubt: texts as Python writes them, anchors numbered."""
    anchored: dict[int, int] = {}

    def tell(node: Node) -> str:
        if isinstance(node, Alias):
            return f"*{anchored.get(id(node.target))}"
        mark = ""
        if node.anchor is not None:
            anchored[id(node)] = len(anchored)
            mark = f"&{anchored[id(node)]} "
        if node.tag is not None:
            mark += our_tag(node.tag.text)
        if isinstance(node, Scalar):
            return f"{mark}{node.style}{node.text!r}"
        if isinstance(node, Mapping):
            return mark + "{" + ", ".join(f"{tell(e.key)}: {tell(e.value)}" for e in node.entries) + "}"
        if isinstance(node, Sequence):
            return mark + "[" + ", ".join(map(tell, node.items)) + "]"
        return f"{mark}''"

    return tell(tree.root)


def shown(tree: Tree) -> str:
    """Write a tree for people: plain words bare, other texts in quotes, `∅` where a value is missing."""
    names: dict[int, str] = {}

    def show(node: Node) -> str:
        if isinstance(node, Alias):
            return f"*{names.get(id(node.target), '?')}"
        mark = ""
        if node.anchor is not None:
            names[id(node)] = node.anchor.text
            mark = f"&{node.anchor.text} "
        if node.tag is not None:
            mark += f"{node.tag.text} "
        if isinstance(node, Mapping):
            return mark + "{" + ", ".join(f"{show(e.key)}: {show(e.value)}" for e in node.entries) + "}"
        if isinstance(node, Sequence):
            return mark + "[" + ", ".join(map(show, node.items)) + "]"
        if isinstance(node, Missing):
            return f"{mark}∅"
        assert isinstance(node, Scalar)
        text = node.text.replace("\n", "\\n").replace("\t", "\\t")
        return mark + {"": text, "'": f"'{text}'", '"': f'"{text}"'}.get(node.style, f'{node.style}"{text}"')

    return show(tree.root)


def our_tag(text: str) -> str:
    """Write a tag as ruamel.yaml does, without those that a plain value could have by itself."""
    if text.startswith("!<"):
        text = text[2:-1]
    elif text.startswith("!!"):
        text = CORE + text[2:]
    return "" if text.startswith(CORE) else f"{text} "


def ruamel_told(text: str) -> str | None:
    """Write down what ruamel.yaml reads, in the same way; None where it refuses the text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            root = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, ValueError, OverflowError):
        return None
    anchored: dict[int, int] = {}

    def tell(node: theirs.Node) -> str:
        if id(node) in anchored:
            return f"*{anchored[id(node)]}"
        mark = ""
        if node.anchor is not None:
            anchored[id(node)] = len(anchored)
            mark = f"&{anchored[id(node)]} "
        mark += our_tag(str(node.tag))
        if isinstance(node, theirs.ScalarNode):
            return f"{mark}{node.style or ''}{node.value!r}"
        if isinstance(node, theirs.MappingNode):
            return mark + "{" + ", ".join(f"{tell(k)}: {tell(v)}" for k, v in node.value) + "}"
        return mark + "[" + ", ".join(map(tell, node.value)) + "]"

    return "''" if root is None else tell(root)


def walk(node: Node) -> Iterator[Node]:
    """Give a node and all below it, aliases not followed."""
    yield node
    if isinstance(node, Mapping):
        for entry in node.entries:
            assert isinstance(entry, Entry)
            yield from walk(entry.key)
            yield from walk(entry.value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from walk(item)


def fault(text: str) -> str | None:
    """Say what is wrong with how a text is read; None if all is as promised."""
    source = Source(text)
    tree = read(source)
    wrong = misplaced(tree)
    if wrong:
        return wrong
    if tree.problems:
        return None
    ours, right = told(tree), ruamel_told(text)
    if right is None:
        return f"ruamel.yaml refuses what we read as {ours}"
    return None if ours == right else f"we read {ours}, ruamel.yaml {right}"


def misplaced(tree: Tree) -> str | None:
    """Say which place lies wrong; None if none does."""
    text = tree.source.text
    spans = [*tree.comments]
    for node in walk(tree.root):
        spans.append(node.span)
        spans.extend(word.span for word in (node.tag, node.anchor) if word is not None)
        if isinstance(node, Scalar) and not node.style and "\n" not in node.text:
            here = text[node.start : node.end]
            # A merge key is supplied where keys stand below an alias.
            supplied = not here and node.text == "<<"
            if "\n" not in here and "\r" not in here and here != node.text and not supplied:
                return f"{node!r} stands at {here!r}"
        if isinstance(node, Missing) and node.start != node.end:
            return f"{node!r} is not empty"
    for comment in tree.comments:
        if comment.text[:1] != "#":
            return f"{comment!r} is no comment"
    if len({comment.start for comment in tree.comments}) < len(tree.comments):
        return "a comment is given twice"
    for problem in tree.problems:
        spans.append(problem.span)
        spans.extend(note.span for note in problem.notes())
        spans.extend(edit.span for fix in problem.fixes() for edit in fix.edits)
        if not problem.message() or len(problem.message()) > 100:
            return f"the message of {problem.code} is {len(problem.message())} long"
        problem.help()
    for span in spans:
        if not 0 <= span.start <= span.end <= len(text):
            return f"{span!r} is not in the text"
    return None


def corpus() -> list[str]:
    """Give the texts to start from: whole files, and the parts of files that hold many."""
    texts = []
    for path in sorted(CORPUS.iterdir()):
        text = path.read_bytes().decode()
        texts.extend(part.removeprefix("\n") for part in text.split("\n%%%") if part)
    return texts


def mutated(numbers: random.Random, texts: list[str]) -> str:
    """Take a text, or a piece of one, and edit it a few times."""
    text = numbers.choice(texts)
    if len(text) > 400 and numbers.random() < 0.7:
        lines = text.splitlines(keepends=True)
        first = numbers.randrange(len(lines))
        text = "".join(lines[first : first + numbers.randint(1, 12)])
    for _ in range(numbers.choice((0, 1, 1, 1, 2, 2, 3, 5))):
        text = edited(numbers, text, texts)
    return text[:2000]


def edited(numbers: random.Random, text: str, texts: list[str]) -> str:
    """Make one edit."""
    at = numbers.randint(0, len(text))
    kind = numbers.randrange(12)
    if kind < 4:
        return text[:at] + numbers.choice(PIECES) + text[at:]
    if kind < 6:
        return text[:at] + text[at + numbers.randint(1, 3) :]
    if kind == 6:
        return text[:at] + numbers.choice(PIECES) + text[at + 1 :]
    lines = text.split("\n")
    number = numbers.randrange(len(lines))
    if kind == 7:
        lines[number] = " " * numbers.randint(1, 3) + lines[number]
    elif kind == 8:
        lines[number] = lines[number][numbers.randint(1, 3) :]
    elif kind == 9:
        del lines[number]
    elif kind == 10:
        lines.insert(numbers.randint(0, len(lines)), lines[number])
    else:
        other = numbers.choice(texts).split("\n")
        lines[number : number + 1] = other[numbers.randrange(len(other)) :][: numbers.randint(1, 4)]
    return "\n".join(lines)


@pytest.fixture(name="shown")
def _shown() -> Callable[[Tree], str]:
    return shown


@pytest.fixture(name="told")
def _told() -> Callable[[Tree], str]:
    return told


@pytest.fixture(name="ruamel_told")
def _ruamel_told() -> Callable[[str], str | None]:
    return ruamel_told


@pytest.fixture(name="fault")
def _fault() -> Callable[[str], str | None]:
    return fault


@pytest.fixture(scope="session", name="corpus")
def _corpus() -> list[str]:
    return corpus()


@pytest.fixture(name="mutated")
def _mutated() -> Callable[[random.Random, list[str]], str]:
    return mutated
