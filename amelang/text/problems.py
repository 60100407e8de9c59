"""The problems of the text itself: where it is not the YAML that everybody reads alike."""

from __future__ import annotations

from amelang.text.key_problems import (
    ColonInValue,
    EndlessAlias,
    LongKey,
    MissingColon,
    MissingDash,
    MissingSpace,
    StrayDash,
    StrayTag,
    UnknownAlias,
)
from amelang.text.line_problems import (
    ConflictMarker,
    DeepNesting,
    ForbiddenCharacter,
    MisreadText,
    OddLineBreak,
    SecondDocument,
    StrayTab,
    TabIndentation,
    UnsupportedForm,
    WrongIndentation,
)
from amelang.text.problem import Problem
from amelang.text.value_problems import (
    BadTextSign,
    MissingComma,
    StrayComma,
    TextAfterValue,
    TextIndentation,
    UnclosedBracket,
    UnclosedQuote,
    UnknownEscape,
    UnquotedSign,
    WrongBracket,
)

PROBLEMS: tuple[type[Problem], ...] = (
    ForbiddenCharacter,
    OddLineBreak,
    TabIndentation,
    StrayTab,
    WrongIndentation,
    MissingColon,
    MissingSpace,
    ColonInValue,
    MisreadText,
    UnclosedQuote,
    UnclosedBracket,
    TextAfterValue,
    UnquotedSign,
    UnknownAlias,
    EndlessAlias,
    UnknownEscape,
    StrayDash,
    MissingDash,
    StrayTag,
    SecondDocument,
    ConflictMarker,
    UnsupportedForm,
    DeepNesting,
    MissingComma,
    StrayComma,
    WrongBracket,
    TextIndentation,
    BadTextSign,
    LongKey,
)
