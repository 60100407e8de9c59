"""Amounts and times that Kubernetes takes, and that are almost surely wrong."""

from __future__ import annotations

import re

from amelang.checks.amounts import (
    AbsurdTimeout,
    FractionalByte,
    HugeAmount,
    MakerlessDevice,
    MissingUnit,
    TinyAmount,
)
from amelang.language.ame_yml import Resources
from amelang.language.quantity import NANO, Quantity
from amelang.language.shape import At
from amelang.meaning.complete import tasks_of
from amelang.text.problem import Problem
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LEAST_BYTES = 4 * 2**20
"""A container with less memory is killed before its first line."""
MOST = {
    Resources.cpu.name: 500,
    Resources.memory.name: 100 * 10**12,
    Resources.storage.name: 10**15,
}
"""What no machine has: threads, and bytes. The few with more threads do not give them all to one task."""
MOST_DEVICES = 100_000
"""Some plugins count megabytes of a GPU as devices, so that there can be thousands."""
SHORTEST, LONGEST = 5, 60 * 86400
"""Seconds within which no task begins and ends, and after which none still runs."""
KEYS = (Resources.cpu, Resources.memory, Resources.storage)
VENDORS = {"nvidia": "nvidia.com", "amd": "amd.com", "intel": "gpu.intel.com", "habana": "habana.ai"}


def check(loaded: Loaded) -> Iterator[Problem]:
    """Report amounts of resources, and time limits, that cannot be meant."""
    # The same few amounts stand in all tasks, so each is judged once.
    verdicts: dict[tuple[str, str], Callable[[At[Quantity]], Problem] | None] = {}
    for task in tasks_of(loaded):
        timeout = task.timeout
        if timeout is not None and not SHORTEST <= timeout.value <= LONGEST:
            span = timeout.span
            yield AbsurdTimeout(span=span, word=_plain(span.text), short=timeout.value < SHORTEST)
        resources = task.resources
        if resources is None:
            continue
        values = resources.__dict__
        for key in KEYS:
            at = values.get(key.attribute)
            if at is None:
                continue
            known = (key.name, at.value.text)
            if known not in verdicts:
                verdicts[known] = _verdict(key.name, at.value)
            verdict = verdicts[known]
            if verdict is not None:
                yield verdict(at)
        for device, at in resources.extended or ():
            yield from _device(device, at)


def _verdict(name: str, quantity: Quantity) -> Callable[[At[Quantity]], Problem] | None:
    """Return what makes the problem of an amount; None where there is none."""
    text, nano = quantity.text, quantity.nano
    if nano >= MOST[name] * NANO:
        threads = name == Resources.cpu.name
        what = "CPU threads" if threads else name
        return lambda at: HugeAmount(
            span=at.span, word=text, what=what, better=_fewer(text) if threads else ()
        )
    if name == Resources.cpu.name or nano >= LEAST_BYTES * NANO:
        return None
    number = text.rstrip("numkKi")
    amount = f"{_decimal(nano)} {'byte' if nano <= NANO else 'bytes'}"
    if text.endswith(("m", "u", "n")):
        better = (f"{number}M", f"{number}Mi") if text.endswith("m") else ()
        return lambda at: FractionalByte(span=at.span, word=text, what=name, amount=amount, better=better)
    if number == text and nano:
        unit = "G" if nano <= 256 * NANO else "M"
        return lambda at: MissingUnit(
            span=at.span, word=text, what=name, amount=amount, better=(f"{number}{unit}",)
        )
    more = (
        {"k": (f"{number}M",), "i": (f"{number}Mi",)}.get(text[-1], ()) if "K" in text or "k" in text else ()
    )
    return lambda at: TinyAmount(span=at.span, word=text, what=name, least="4Mi", better=more)


def _device(name: At[str], at: At[Quantity]) -> Iterator[Problem]:
    maker, _, device = name.value.partition("/")
    if "." not in maker:
        better = (f"{VENDORS[maker]}/{device}",) if maker in VENDORS else ()
        yield MakerlessDevice(span=name.span, word=name.value, better=better)
    if at.value.nano >= MOST_DEVICES * NANO:
        yield HugeAmount(span=at.span, word=at.value.text, what="devices", better=())


def _fewer(text: str) -> tuple[str, ...]:
    """Return the number of CPUs that somebody may have meant who wrote hundreds of them."""
    if text.isdecimal():
        return (f"{text}m",)
    # A unit of memory behind a number of CPUs means nothing.
    number = re.sub("[kMGTPE]i?$|Ki$", "", text)
    return (number,) if number != text and re.fullmatch("[0-9]{1,2}", number) else ()


def _decimal(nano: int) -> str:
    """Write billionths as a decimal number, with a comma after each three digits."""
    whole, rest = divmod(nano, NANO)
    return f"{whole:,}" + (f".{rest:09}".rstrip("0") if rest else "")


def _plain(text: str) -> str:
    return text.strip("\"'")
