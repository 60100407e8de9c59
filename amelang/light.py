"""The few names of `typing` that classes need when they are made, without importing `typing`.

`ame check` starts in about twice the time of a bare Python, and `typing` alone would cost it a
third of one. Type checkers see the real names; at run time the stand-ins below do nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Generic as Generic
    from typing import TypeVar as TypeVar
    from typing import dataclass_transform as dataclass_transform
    from typing import overload as overload
else:

    class Generic:
        """Stands for `typing.Generic`: subscribing it gives the class itself."""

        def __class_getitem__(cls, _item):
            return cls

    def TypeVar(name, *_constraints, **_options):  # noqa: N802 - the name is that of `typing`
        """Stand for `typing.TypeVar`."""
        return name

    def dataclass_transform(**_options):
        """Stand for `typing.dataclass_transform`: the class is left as it is."""
        return lambda cls: cls

    def overload(function):
        """Stand for `typing.overload`: the last definition is the one that counts."""
        return function
