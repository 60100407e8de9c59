"""The problems of the text itself: where it is not the YAML that everybody reads alike."""

from __future__ import annotations

from amelang.text.bracket_problems import (
    CommaInValue,
    MissingComma,
    StrayComma,
    UnclosedBracket,
    WrongBracket,
)
from amelang.text.dash_problems import BareTag, MissingDash, OddDash, StrayDash, StrayWords
from amelang.text.key_problems import (
    ColonInValue,
    EndlessAlias,
    LongKey,
    MissingColon,
    MissingSpace,
    StrayTag,
    UnknownAlias,
)
from amelang.text.line_problems import (
    CodeFence,
    ConflictMarker,
    DeepNesting,
    ForbiddenCharacter,
    MisreadText,
    OddIndentation,
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
    TextAfterValue,
    TextIndentation,
    UnclosedQuote,
    UnindentedText,
    UnknownEscape,
    UnquotedSign,
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
    OddDash,
    BareTag,
    StrayWords,
    OddIndentation,
    CodeFence,
    UnindentedText,
    CommaInValue,
)
