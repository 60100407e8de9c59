"""The files of policies: found, read, and applied to plain data."""

from __future__ import annotations

import glob
import json
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import Draft202012Validator, validator_for
from referencing import Registry, Resource
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from amelang.checks.levels import LEVELS
from amelang.checks.policy_problems import BrokenPolicy
from amelang.checks.time_limit import TooLongError, at_most
from amelang.language.ame_toml import PIPELINES, Policy, PolicyRule
from amelang.language.problems import shown as short
from amelang.language.shape import At
from amelang.text.problem import Severity
from amelang.text.source import Source, Span
from amelang.workspace.disk import shown
from amelang.workspace.files import read_file

SECONDS = 1.0
"""The time that one policy may take for one task."""
DATA = frozenset(("const", "enum", "default", "examples"))
"""Keywords below which nothing is a schema."""
WORDS = "errorMessage"
"""The keyword by which any part of a policy says its own sentence."""

Path = tuple[str | int, ...]


class PolicyFile:
    """One policy: a schema, and how bad it is to break it."""

    def __init__(
        self,
        path: str,
        named: Span,
        schema: Any,
        *,
        words: str = "",
        level: Severity | None = Severity.ERROR,
        pipelines: bool = False,
    ) -> None:
        self.path = path
        """The path as messages name it."""
        self.named = named
        """The place in ame.toml that names it."""
        self.off = level is None
        """Whether nobody hears of it, unless he gives its rule a level."""
        self.level = level or Severity.HINT
        self.pipelines = pipelines
        """Whether it is about pipelines, and not about what runs a command."""
        self.broken: BrokenPolicy | None = None
        self._schema = schema
        self._words = words
        kind = validator_for(schema, default=Draft202012Validator)
        resource = Resource.from_contents(schema, default_specification=DRAFT202012)
        # A registry of its own that knows nothing: without it jsonschema would fetch what is referred to.
        self._validator = kind(schema, registry=Registry())
        self._resolver = Registry().resolver_with_root(resource)

    def errors(self, task: dict[str, Any]) -> list[ValidationError]:
        """Return what a task breaks; nothing where the policy turns out to be broken itself."""
        if self.broken is not None:
            return []
        try:
            with at_most(SECONDS):
                return list(self._validator.iter_errors(task))
        except TooLongError:
            self._break(f"takes longer than {SECONDS:g} s for one task", "simplify its patterns")
        except RecursionError:
            self._break("refers to itself without end", "let a reference lead to something smaller")
        except Unresolvable as error:
            self._break(f"refers to `{short(_reference(error.ref), 30)}`, which is not in it", None)
        except Exception as error:
            # What a library does with data that nobody has seen before must not end the check.
            self._break(f"makes the validator fail with {type(error).__name__}", None)
        return []

    def limited(self, describe: Callable[[], str]) -> str:
        """Return a description; an empty one where it takes too long to find, as a pattern may."""
        try:
            with at_most(SECONDS):
                return describe()
        except (TooLongError, re.error):
            return ""

    def said(self, error: ValidationError) -> tuple[str, str]:
        """Return the sentence for an error, and the pointer to the part of the policy that found it."""
        at: Any = self._schema
        pointer = ""
        words = ""
        for step in error.absolute_schema_path:
            if isinstance(at, dict) and isinstance(at.get(WORDS), str):
                words = at[WORDS]
            # The library leaves out of the path that a reference was followed.
            while isinstance(at, dict) and step not in at and isinstance(at.get("$ref"), str):
                pointer = at["$ref"].removeprefix("#")
                try:
                    at = self._resolver.lookup(at["$ref"]).contents
                except Unresolvable:
                    break
                if isinstance(at, dict) and isinstance(at.get(WORDS), str):
                    words = at[WORDS]
            pointer += "/" + str(step).replace("~", "~0").replace("/", "~1")
            try:
                at = at[step]
            except (KeyError, IndexError, TypeError):
                break
        top = self._schema if isinstance(self._schema, dict) else {}
        named = next((top[key] for key in ("title", "description") if isinstance(top.get(key), str)), "")
        return _sentence(words or self._words or named or f"the task breaks `{self.path}`"), pointer

    def _break(self, reason: str, remedy: str | None) -> None:
        reason = f"`{short(self.path)}` {reason}"
        self.broken = BrokenPolicy(span=self.named, reason=reason, remedy=remedy, place=None)


def read_policies(
    root: str, policy: Policy, *, also_off: bool
) -> tuple[list[PolicyFile], list[BrokenPolicy]]:
    """Read the policies that settings name, relative to their folder `root`; and say which are none.

    Those whose own level is `off` are left out unless `also_off`: held for nobody, they only take time.
    """
    files: list[PolicyFile] = []
    broken: list[BrokenPolicy] = []
    ruled = {
        os.path.realpath(os.path.join(root, rule.schema.value)) for rule in policy.rules or () if rule.schema
    }
    for word in policy.schemas or ():
        for path in _matching(root, word.value):
            # With a rule of its own a policy is held once, as that says.
            if os.path.realpath(path) not in ruled:
                _read(path, word, None, files, broken)
    for rule in policy.rules or ():
        if rule.schema is not None:
            _read(os.path.join(root, rule.schema.value), rule.schema, rule, files, broken)
    return [file for file in files if also_off or not file.off], broken


def _matching(root: str, pattern: str) -> list[str]:
    """Return the files that a pattern matches; a plain path, or a pattern without any, as it is."""
    found = sorted(glob.glob(pattern, root_dir=root, recursive=True)) if glob.has_magic(pattern) else []
    return [os.path.join(root, name) for name in found or (pattern,)]


def _read(
    path: str, word: At[str], rule: PolicyRule | None, files: list[PolicyFile], broken: list[BrokenPolicy]
) -> None:
    def refuse(reason: str, remedy: str | None = None, place: Span | None = None) -> None:
        broken.append(BrokenPolicy(span=word.span, reason=reason, remedy=remedy, place=place))

    name = shown(path)
    if not os.path.exists(path):
        refuse(
            f"there is no file `{short(word.value)}`",
            "write a path relative to ame.toml, such as `policies/*.json`",
        )
        return
    source, problems = read_file(path, name)
    if problems:
        refuse(f"`{short(name)}` cannot be read", problems[0].message())
        return
    try:
        schema = json.loads(source.text)
        # An escape can make half a character, which nothing could print.
        json.dumps(schema, ensure_ascii=False).encode()
        kind = validator_for(schema, default=None if _dialect(schema) else Draft202012Validator)
        if kind is None:
            refuse(f"the `$schema` of `{short(name)}` is not known", "2020-12 is the latest that is known")
            return
        with at_most(SECONDS):
            kind.check_schema(schema)
    except json.JSONDecodeError as error:
        at = min(error.pos, max(len(source.text) - 1, 0))
        refuse(f"`{short(name)}` is not JSON", None, Span(source, at, min(at + 1, len(source.text))))
        return
    except UnicodeEncodeError:
        refuse(f"`{short(name)}` is not Unicode", "write both halves of what begins with `\\ud`")
        return
    except SchemaError as error:
        where = "".join(f"/{part}" for part in error.absolute_path)
        refuse(f"`{short(name)}` is not a `JSON Schema`", f"at `{name}#{where}`: {_sentence(error.message)}")
        return
    except (RecursionError, TooLongError):
        refuse(f"`{short(name)}` is nested too deeply", None)
        return
    except Exception as error:
        refuse(f"`{short(name)}` is not a `JSON Schema`", f"the validator failed with {type(error).__name__}")
        return
    outside = next((ref for ref in _references(schema) if not ref.startswith("#")), None)
    if outside is not None:
        refuse(
            f"`{short(name)}` refers to another file",
            "nothing is fetched: copy it under `$defs`, and refer to it there",
            _place(source, outside),
        )
        return
    level: Severity | None = Severity.ERROR
    pipelines, words = False, ""
    if rule is not None and rule.level is not None:
        level = LEVELS[rule.level.value]
    if rule is not None:
        pipelines = rule.of is not None and rule.of.value == PIPELINES
        words = (rule.message.value if rule.message else "") or (rule.name.value if rule.name else "")
    files.append(PolicyFile(name, word.span, schema, words=words, level=level, pipelines=pipelines))


def _reference(ref: str) -> str:
    """Return a reference as it was written, which the library cuts in two."""
    return f"#{ref}" if ref.startswith("/") or not ref else ref


def _dialect(schema: Any) -> bool:
    """Tell whether a schema says by which edition of JSON Schema it is to be read."""
    return isinstance(schema, dict) and "$schema" in schema


def _references(schema: Any) -> Iterator[str]:
    """Give every reference inside a schema."""
    waiting = [schema]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            for key, inner in value.items():
                if key in ("$ref", "$dynamicRef", "$recursiveRef") and isinstance(inner, str):
                    yield inner
                elif key not in DATA:
                    waiting.append(inner)
        elif isinstance(value, list):
            waiting += value


def _place(source: Source, text: str) -> Span | None:
    """Return where a text stands in a file, in quotes; None where it is written in another way there."""
    start = source.text.find(f'"{text}"')
    return Span(source, start, start + len(text) + 2) if start >= 0 else None


def _sentence(text: str) -> str:
    """Return the first line of a text, at most 100 characters of it, without a full stop."""
    line = text.strip().partition("\n")[0].strip().rstrip(".")
    return line if len(line) <= 100 else f"{line[:97]}..."
