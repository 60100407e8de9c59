"""Amounts and times that Kubernetes takes, and that are almost surely wrong."""

from __future__ import annotations

import re

from amelang.language.ame_yml import Resources, Task
from amelang.language.forms import closest
from amelang.language.quantity import NANO, Quantity
from amelang.language.shape import At
from amelang.meaning.complete import tasks_of
from amelang.text.problem import Problem
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Verdicts = dict[str, dict[str, Callable[[At[Quantity]], Problem] | None]]
    """What makes the problems of amounts, by the attribute of the resource and by how they are written."""

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
KEYS = {key.attribute: key for key in (Resources.cpu, Resources.memory, Resources.storage)}
"""The resources that everybody asks for; all others are devices."""
VENDORS = {"nvidia": "nvidia.com", "amd": "amd.com", "intel": "gpu.intel.com", "habana": "habana.ai"}
DOMAINS = dict.fromkeys(VENDORS.values())
OTHER_MAKERS = ("intel.com", "arm.com", "ibm.com", "baidu.com", "sambanova.ai")
"""Makers whose domains only look like a slip in that of another one."""
MAKERLESS = frozenset(("rdma", "smarter-devices"))
"""How the devices of plugins begin that are no maker's: RDMA that machines share, and Smarter."""


def check(loaded: Loaded) -> Iterator[Problem]:
    """Report amounts of resources, and time limits, that cannot be meant."""
    # The same few amounts stand in all tasks, so each is judged once.
    verdicts: Verdicts = {key: {} for key in KEYS}
    for task in tasks_of(loaded):
        written = task.__dict__
        timeout = written.get(Task.timeout.attribute)
        if timeout is not None and not SHORTEST <= timeout.value <= LONGEST:
            from amelang.checks.amounts import AbsurdTimeout

            span = timeout.span
            yield AbsurdTimeout(span=span, word=_plain(span.text), short=timeout.value < SHORTEST)
        resources = written.get(Task.resources.attribute)
        if resources is not None:
            yield from _amounts(resources, verdicts)
        labels = written.get(Task.node_selector.attribute)
        if labels is not None:
            for label, value in labels:
                if label.value in Task.spellings:
                    from amelang.checks.label_problems import key_as_label

                    yield from key_as_label(task, label, value)


def check_defaults(resources: Resources) -> Iterator[Problem]:
    """Report amounts that cannot be meant among those that the settings give to all tasks."""
    yield from _amounts(resources, {key: {} for key in KEYS})


def _amounts(resources: Resources, verdicts: Verdicts) -> Iterator[Problem]:
    for attribute, at in resources.__dict__.items():
        known = verdicts.get(attribute)
        if known is None:
            for device, amount in at:
                yield from _device(device, amount)
            continue
        text = at.value.text
        if text not in known:
            known[text] = _verdict(KEYS[attribute].name, at.value)
        verdict = known[text]
        if verdict is not None:
            yield verdict(at)


def _verdict(name: str, quantity: Quantity) -> Callable[[At[Quantity]], Problem] | None:
    """Return what makes the problem of an amount; None where there is none."""
    text, nano = quantity.text, quantity.nano
    cpu = name == Resources.cpu.name
    if nano < MOST[name] * NANO and (cpu or nano >= LEAST_BYTES * NANO):
        return None
    from amelang.checks.amounts import FractionalByte, HugeAmount, MissingUnit, TinyAmount

    if nano >= MOST[name] * NANO:
        what = "CPU threads" if cpu else name
        return lambda at: HugeAmount(span=at.span, word=text, what=what, better=_fewer(text) if cpu else ())
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
    if "." in maker and not _is_known(maker) and (near := closest(maker, DOMAINS)) is not None:
        from amelang.checks.label_problems import MisspelledMaker

        yield MisspelledMaker(span=name.span, word=name.value, better=f"{near}/{device}")
    named = "." in maker or maker in MAKERLESS
    if named and at.value.nano < MOST_DEVICES * NANO:
        return
    from amelang.checks.amounts import HugeAmount, MakerlessDevice

    if not named:
        better = (f"{VENDORS[maker]}/{device}",) if maker in VENDORS else ()
        yield MakerlessDevice(span=name.span, word=name.value, better=better)
    if at.value.nano >= MOST_DEVICES * NANO:
        yield HugeAmount(span=at.span, word=at.value.text, what="devices", better=())


def _is_known(domain: str) -> bool:
    """Tell whether a domain is one of a maker that we know, or below one, as `fpga.intel.com` is."""
    return domain in DOMAINS or any(("." + domain).endswith("." + one) for one in (*DOMAINS, *OTHER_MAKERS))


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
