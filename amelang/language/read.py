"""From the tree to the records of the language: fills them, and says what does not fit.

It knows no key by name; all it knows stands in the records' descriptions.
"""

from __future__ import annotations

from amelang.language.forms import MERGE, NULLS, absent, closest, form, opening, with_colon
from amelang.language.lacking import joined, missing_key
from amelang.language.merge import is_merge, merged
from amelang.language.problems import DuplicateKey, OldSpelling, WrongShape
from amelang.language.reference import read_ref
from amelang.language.shape import (
    At,
    Either,
    Items,
    Key,
    Kind,
    ListOf,
    MapOf,
    OneOf,
    Pairs,
    Record,
    RecordOf,
    Ref,
    RefTo,
    Shape,
)
from amelang.language.tag_problems import StrayTag
from amelang.light import TypeVar
from amelang.text.problem import Note, Problem
from amelang.text.source import Span
from amelang.text.tree import Alias, Entry, Mapping, Missing, Node, Scalar, Sequence, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Step = tuple[Key[Any], str, Kind[Any] | None, dict[str, Any], Callable[["Reader", Node, Any], Any]]

R = TypeVar("R", bound=Record)


def read_record(tree: Tree, record: type[R]) -> tuple[R, list[Problem]]:
    """Read the whole of a tree as one record; return it with the problems of its form.

    The problems of the text itself are the tree's and not repeated.
    """
    reader = Reader(merges=MERGE in tree.source.text)
    root = tree.root
    if isinstance(root, Missing):
        return record(root), reader.problems
    value = reader.record(root, RecordOf(record))
    return value if isinstance(value, record) else record(root), reader.problems


class Reader:
    """Reads nodes as the shapes that the language wants at their place.

    Every method returns None for a value that does not fit, having said why in `problems`.
    """

    def __init__(self, *, merges: bool) -> None:
        self.problems: list[Problem] = []
        self._merges = merges
        """Whether there can be merge keys; most texts have none, and need not be searched for them."""
        self._merged: dict[tuple[type[Problem], int, int], Problem] = {}
        self._anchored: dict[tuple[int, int], tuple[Any, list[Problem]]] = {}
        self._variants: dict[OneOf[Any], dict[str, type[Record]]] = {}
        # The items that begin without a dash in the item that is being read.
        self._behind: list[Record] = []

    def value(self, node: Node, shape: Shape[Any]) -> Any:
        """Read one node as a shape."""
        if type(node) is Alias or node.anchor is not None:
            return self.shared(node, shape)
        if isinstance(shape, Kind):
            return self.word(node, shape)
        return READERS[type(shape)](self, node, shape)

    def shared(self, node: Node, shape: Shape[Any]) -> Any:
        """Read an anchored node, or an alias of one: the same fault is one problem with many places."""
        target = node
        while isinstance(target, Alias):
            if target.target is None:
                return None
            target = target.target
        memo = (id(target), id(shape))
        if memo not in self._anchored:
            # An alias inside its own anchor finds this mark and ends there.
            self._anchored[memo] = (None, [])
            before = len(self.problems)
            if isinstance(shape, Kind):
                value = self.word(target, shape)
            else:
                value = READERS[type(shape)](self, target, shape)
            self._anchored[memo] = (value, self.problems[before:])
        value, problems = self._anchored[memo]
        if node is not target:
            for problem in problems:
                problem.add_note(Note("used again here", node.span))
        return value

    def word(self, node: Node, kind: Kind[Any]) -> At[Any] | None:
        """Read a scalar as a kind of word."""
        if type(node) is not Scalar:
            self.wrong(node, kind)
            return None
        if node.tag is not None:
            self.no_tag(node, kind.noun)
        value = kind.read(node.text)
        if value is None:
            self.problems.append(kind.problem(node))
            return None
        return At(value, node.source, node.start, node.end)

    def record(self, node: Node, shape: RecordOf[Any]) -> Record | None:
        """Read a mapping as a record that has no choice of tags."""
        if node.tag is not None:
            self.no_tag(node, shape.noun)
        return self.fill(node, shape.record)

    def one_of(self, node: Node, shape: OneOf[Any]) -> Record | None:
        """Read a mapping as the record that its tag names."""
        variants = self._variants.get(shape)
        if variants is None:
            variants = self._variants[shape] = shape.variants
        if node.tag is None:
            return self.untagged(node, shape)
        tag = node.tag.text
        record = variants.get(tag)
        if record is None and (record := shape.former.get(tag)):
            self.problems.append(OldSpelling(span=node.tag.span, old=tag, new=record.tag))
        if record is None:
            from amelang.language.strangers import stranger_tag

            return stranger_tag(node, shape, self.problems, self.fill)
        return self.fill(node, record)

    def untagged(self, node: Node, shape: OneOf[Any]) -> Record | None:
        """Read a tagged record whose tag is missing, or is written as a key of one entry."""
        variants = shape.variants
        if isinstance(node, Mapping) and len(node.entries) == 1:
            word, inner = node.entries[0].key, node.entries[0].value
            if (
                isinstance(word, Scalar)
                and isinstance(inner, Mapping)
                and (record := variants.get("!" + word.text))
            ):
                self.problems.append(OldSpelling(span=with_colon(word), old=f"{word.text}:", new=record.tag))
                return self.fill(inner, record)
        from amelang.language.inside import untagged

        return untagged(node, shape, self.problems, self.fill)

    def list_of(self, node: Node, shape: ListOf[Any]) -> Items[Any] | None:
        """Read a sequence whose items have one shape; items that do not fit are left out."""
        if not isinstance(node, Sequence):
            from amelang.language.inside import without_dashes

            self.wrong(node, shape)
            return without_dashes(node, shape, self.value, self.problems)
        if node.tag is not None:
            self.no_tag(node, shape.noun)
        item, value, before = shape.item, self.value, len(self.problems)
        values, marks = [], [before]
        for child in node.items:
            if type(child) is not Missing or child.tag is not None:
                read = value(child, item)
                if read is not None:
                    values.append(read)
                if self._behind:
                    values += self._behind
                    self._behind = []
            marks.append(len(self.problems))
        if len(self.problems) > before + 1 and not node.flow:
            self.problems[before:] = joined(node.items, self.problems, marks)
        # A list of which nothing is left is no empty one.
        return Items(values, node.span) if values or len(self.problems) == before else None

    def pairs(self, node: Node, shape: MapOf[Any]) -> Pairs[Any] | None:
        """Read a mapping whose keys are the user's own."""
        if not isinstance(node, Mapping):
            self.wrong(node, shape)
            return None
        pairs: Pairs[Any] = Pairs([], node.span)
        first: dict[str, Span] = {}
        for entry in self.entries(node):
            self.pair(entry, shape, pairs, first)
        return pairs

    def pair(self, entry: Entry, shape: MapOf[Any], pairs: Pairs[Any], first: dict[str, Span]) -> None:
        """Read one key of the user's own and its value."""
        word = self.word(entry.key, shape.key)
        if word is None:
            return
        if word.value in first:
            self.problems.append(DuplicateKey(span=word.span, key=word.value, first=first[word.value]))
            return
        first[word.value] = word.span
        if absent(entry.value):
            if not isinstance(entry.value, Missing):
                pairs.removed |= {word.value}
        elif (value := self.value(entry.value, shape.value)) is not None:
            pairs.entries.append((word, value))

    def ref(self, node: Node, shape: RefTo) -> Ref | None:
        """Read `name`, `project.name`, or the keys `name` and `project`."""
        if node.tag is not None:
            self.no_tag(node, shape.noun)
        return read_ref(node, shape, self.problems)

    def either(self, node: Node, shape: Either[Any]) -> Any:
        """Read a list as a list, and anything else as the other shape."""
        return self.value(node, shape.listed if isinstance(node, Sequence) else shape.other)

    def fill(self, node: Node, record: type[Record]) -> Record | None:
        """Read the keys of a mapping into a new record."""
        if not isinstance(node, Mapping):
            if isinstance(node, Missing):
                made = record(node)
                self.require(made, record)
                return made
            self.wrong(node, RecordOf(record))
            return None
        made = record(node)
        values, source = made.__dict__, node.source
        steps = STEPS.get(record) or steps_of(record)
        before = len(self.problems)
        entries = self.entries(node) if self._merges else node.entries
        skipped: tuple[Key[Any], ...] = ()  # keys that gave no value
        for entry in entries:
            words = entry.words
            if words is None:
                at, name = -1, entry.key.text if isinstance(entry.key, Scalar) else None
            else:
                name, _, _, text, at, end, style = words
            step = steps.get(name)
            if step is None:
                meant = self.unknown(entry, made)
                if meant is None:
                    continue
                step = steps[meant.name]
            key, attribute, kind, known, read_node = step
            if name in key.was:
                self.problems.append(OldSpelling(span=entry.key.span, old=name, new=key.name))
            if attribute in values or key in skipped:
                if self.second(key, entry, entries, made):
                    break
                self.twice(key, entry, entries, record)
                continue
            if at >= 0 and kind is not None and (style or text not in NULLS):
                # The common case: a word on the line of its key. Its node is made only if it is wrong.
                read = known.get(text)
                if read is None:
                    read = kind.read(text)
                if read is not None:
                    values[attribute] = At(read, source, entry.line + at, entry.line + end)
                    continue
                self.word(entry.value, kind)
            else:
                child = entry.value
                if absent(child):
                    skipped += (key,)
                    continue
                shared = child.anchor is not None or type(child) is Alias
                read = self.shared(child, key.shape) if shared else read_node(self, child, key.shape)
                if read is not None:
                    values[attribute] = read
                    continue
            made.faulty += (key,)
            skipped += (key,)
        if entries is not node.entries:
            self.fold(node, before)
        if not record.partial:
            self.require(made, record)
        return made

    def fold(self, node: Mapping, before: int) -> None:
        """Turn what is wrong with merged keys into notes of the problems that they had where they stand."""
        place = next(entry.value.span for entry in node.entries if is_merge(entry.key))
        kept = []
        for problem in self.problems[before:]:
            span = problem.span
            if node.start <= span.start < node.end:
                kept.append(problem)
                continue
            fault = (type(problem), span.start, span.end)
            if fault not in self._merged:
                earlier = (
                    one for one in self.problems[:before] if type(one) is fault[0] and one.span == span
                )
                self._merged[fault] = next(earlier, problem)
            if self._merged[fault] is problem:
                kept.append(problem)
            self._merged[fault].add_note(Note("merged in here", place))
        self.problems[before:] = kept

    def require(self, made: Record, record: type[Record]) -> None:
        """Report each required key that is not written; one with a wrong value has its own problem."""
        if record.partial:
            return
        for key in record.required:
            if not made.written(key):
                self.problems.append(missing_key(made, key))

    def unknown(self, entry: Entry, made: Record) -> Key[Any] | None:
        """Read a key that has no name in the record: one of the user's own, or a mistake.

        Return the key that is meant, where there can be no doubt about it.
        """
        word = entry.key
        own = type(made).others
        if own is not None and isinstance(word, Scalar) and self.own_key(word.text, entry, type(made)):
            shape = own.shape
            assert isinstance(shape, MapOf)
            pairs: Pairs[Any] = made.__dict__.setdefault(own.attribute, Pairs([], made.span))
            self.pair(entry, shape, pairs, {at.value: at.span for at, _ in pairs})
            return None
        from amelang.language.strangers import recased_key, unknown_key

        problems = self.problems
        return recased_key(entry, made, problems) or unknown_key(entry, made, problems, self.fill)

    def own_key(self, name: str, entry: Entry, record: type[Record]) -> bool:
        """Tell whether a word is a key of the user's own, and not one of ours with a slip, or around ours."""
        if "/" in name:
            return True
        from amelang.language.strangers import is_foreign, is_wrapper

        ours = closest(name, record.spellings) is not None or is_foreign(name, record)
        return not ours and not is_wrapper(entry, record)

    def twice(self, key: Key[Any], entry: Entry, entries: list[Entry], record: type[Record]) -> None:
        """Report a key that is written twice; the same value in two good spellings is no fault."""
        from amelang.language.misplaced import key_again

        if (problem := key_again(key, entry, entries, record)) is not None:
            self.problems.append(problem)

    def second(self, key: Key[Any], entry: Entry, entries: list[Entry], made: Record) -> bool:
        """Tell whether another record begins at a name that is written again; report it, and read on."""
        from amelang.language.misplaced import second_item, second_project

        project = second_project(key, entry, entries, made)
        problem = project or second_item(key, entry, entries, made)
        if problem is None:
            return False
        self.problems.append(problem)
        rest = entries[entries.index(entry) :]
        behind = self.fill(Mapping(made.node.source, entry.key.start, made.node.end, rest), type(made))
        if project is None and behind is not None:
            self._behind.append(behind)
        return True

    def entries(self, node: Mapping) -> list[Entry]:
        """Return the entries of a mapping with those of its merge keys, which its own keys override."""
        for entry in node.entries:
            if entry.words is None and is_merge(entry.key):
                return merged(node, self.problems)
        return node.entries

    def wrong(self, node: Node, shape: Shape[Any]) -> None:
        """Report a value of another form than the one wanted."""
        from amelang.language.remedies import remedy_of

        words, fix = remedy_of(node, shape)
        told = WrongShape(span=opening(node), wanted=shape.noun, found=form(node), remedy=words, repair=fix)
        self.problems.append(told)

    def no_tag(self, node: Node, place: str) -> None:
        """Report a tag that the language does not have here; YAML's own, as `!!str`, mean nothing to us."""
        if node.tag is not None and not node.tag.text.startswith("!!"):
            self.problems.append(StrayTag(span=node.tag.span, tag=node.tag.text, place=place))


READERS: dict[type, Callable[[Reader, Node, Any], Any]] = {
    RecordOf: Reader.record,
    OneOf: Reader.one_of,
    ListOf: Reader.list_of,
    MapOf: Reader.pairs,
    RefTo: Reader.ref,
    Either: Reader.either,
}
"""How each shape is read; what is none of these is a word."""
STEPS: dict[type[Record], dict[str | None, Step]] = {}
"""What to do at each spelling of a record's keys, found out when the first of its kind is read."""


def steps_of(record: type[Record]) -> dict[str | None, Step]:
    """Find out what to do at each spelling of a record's keys."""
    steps = STEPS[record] = {}
    for spelling, key in record.spellings.items():
        kind = key.shape if isinstance(key.shape, Kind) else None
        read = READERS.get(type(key.shape), Reader.word)
        steps[spelling] = (key, key.attribute, kind, kind.known if kind else {}, read)
    return steps
