"""What AME says about single words is what the API server says, except where AME is stricter on purpose.

Each test sends a few hundred words to a real server, asks it to do as if (`dryRun`), and compares.
Where AME refuses what the server takes, a rule in the test says why; AME never takes what the
server refuses.
"""

from __future__ import annotations

import json
import random
import re
import string
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from amelang.language.quantity import BINARY, DECIMAL, canonical, parse
from amelang.language.scalars import (
    AMOUNT,
    ENVIRONMENT_NAME,
    EXTENDED_RESOURCE,
    IMAGE,
    LABEL_NAME,
    LABEL_VALUE,
    SCHEDULE,
    TIME_ZONE,
    WHOLE_AMOUNT,
)

if TYPE_CHECKING:
    from conftest import Answer, Namespace

Rules = dict[str, Callable[[str], object]]
"""Why AME is stricter, and which words that is about."""

DEVICE = "example.com/gpu"
ODD_QUANTITIES = "|+|-|.|m|e3|-0| 1|1 |1e00003|8Ei|1000E|1e30|-1|1e|0x10"
ODD_SCHEDULES = (
    "@hourly|@daily|@midnight|@weekly|@monthly|@yearly|@annually|@reboot|@Daily"
    "|@every 1h|@every 1h30m|@every 99999h|@every 1d|@every|@every 1.5h|@every 500ms"
    "|TZ=UTC 0 6 * * *|CRON_TZ=UTC 0 6 * * *|0 0 6 * * *|0 6 * *||0 0 31 2 *|H * * * *"
    "|1,,2 * * * *|+5 * * * *|*-5 * * * *| 0 6 * * *|0\t6 * * *|0 6 * * 7|005 * * * *"
)
NO_ZONES = "utc|Local|europe/copenhagen|Europe|Mars/Base|+02:00|GMT+2x|../UTC|/UTC"
ODD_IMAGES = "Tool|a..b|a___b|[::1]:5000/x|REG/a|a/B"


@pytest.fixture(scope="module")
def cluster(shared_cluster: Namespace) -> Namespace:
    """One namespace for all of these tests: nothing but one pod is ever made in it."""
    return shared_cluster


def pod(containers: list[dict[str, Any]] | None = None, **spec: Any) -> dict[str, Any]:
    return {
        "restartPolicy": "Never",
        "containers": containers or [{"name": "c", "image": "x"}],
        **spec,
    }


def ask(cluster: Namespace, template: dict[str, Any], **spec: Any) -> Answer:
    """Ask what the server would make of a Job."""
    job = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "words"},
        "spec": {**spec, "template": {"spec": template}},
    }
    return cluster.call("POST", "jobs", job, dryRun="All")


def causes(answer: Answer) -> list[dict[str, str]]:
    """Return each fault that the server found, with its field."""
    return answer.body.get("details", {}).get("causes", []) if answer.status >= 400 else []


def quoted(message: str) -> str:
    """Return the value that a message of the server is about."""
    found = re.match(r'Invalid value: ("(?:[^"\\]|\\.)*")', message)
    assert found, message
    return str(json.loads(found[1]))


def resources(words: Iterable[str], resource: str = "memory") -> list[dict[str, Any]]:
    """Make a container for each amount."""
    return [
        {"name": f"c{number}", "image": "x", "resources": {"limits": {resource: word}}}
        for number, word in enumerate(words)
    ]


def agree(words: Iterable[str], ours: Callable[[str], object], theirs: set[str], stricter: Rules) -> None:
    """Compare verdicts: what AME takes the server takes; what AME alone refuses has a rule."""
    words = list(words)
    looser = [word for word in words if ours(word) is not None and word not in theirs]
    assert not looser, f"AME takes what the server refuses: {looser}"
    unexplained = [
        word
        for word in words
        if ours(word) is None and word in theirs and not any(rule(word) for rule in stricter.values())
    ]
    assert not unexplained, f"AME refuses what the server takes, for no known reason: {unexplained}"
    # A rule that is about no word is not true any more.
    idle = [
        why
        for why, rule in stricter.items()
        if not any(word in theirs and ours(word) is None and rule(word) for word in words)
    ]
    assert not idle, f"nothing shows that this is so: {idle}"
    assert any(ours(word) is not None for word in words)


def mutated(words: Iterable[str], alphabet: str, count: int, chance: random.Random) -> Iterator[str]:
    """Give words with one to three characters put in, left out or replaced."""
    words = list(words)
    for _ in range(count):
        word = list(chance.choice(words))
        for _ in range(chance.randint(1, 3)):
            at = chance.randint(0, len(word))
            word[at : at + chance.randint(0, 1)] = chance.choice(["", *alphabet])
        yield "".join(word)


def quantities(count: int, chance: random.Random) -> Iterator[str]:
    """Give quantities of every form that the grammar has."""
    suffixes = ["", *DECIMAL, *BINARY, *BINARY]
    for _ in range(count):
        whole = "".join(
            chance.choices("0001234567895", k=chance.choice((0, 1, 1, 2, 3, 4, 6, 9, 15, 18, 19)))
        )
        digits = "".join(chance.choices("000123455", k=chance.choice((1, 2, 3, 4, 9, 12))))
        fraction = chance.choice(("", "", "." if whole else f".{digits}", f".{digits}"))
        exponent = f"{chance.choice('eE')}{chance.choice(('', '+', '-'))}{chance.randint(0, 12)}"
        unit = chance.choice((*suffixes, exponent, exponent, exponent))
        if whole or fraction:
            yield chance.choice(("", "", "", "+")) + whole + fraction + unit


def test_quantities_are_stored_as_we_say(cluster: Namespace) -> None:
    words = [word for word in dict.fromkeys(quantities(1500, random.Random(1))) if AMOUNT.read(word)]
    assert len(words) > 800
    stored = ask(cluster, pod(resources(words))).ok()["spec"]["template"]["spec"]["containers"]
    theirs = [container["resources"]["limits"]["memory"] for container in stored]
    ours = [canonical(quantity) for word in words if (quantity := parse(word))]
    assert [
        (word, mine, its) for word, mine, its in zip(words, ours, theirs, strict=True) if mine != its
    ] == []


def test_what_is_a_quantity(cluster: Namespace) -> None:
    chance = random.Random(2)
    seeds = ["10G", "1.5Gi", "500m", "1e9", "1E-3", ".5", "+1", "007Mi", "3k", "1Ei"]
    words = [*mutated(seeds, "0159.+-eEinumkKMGTP _,", 400, chance)]
    words += ODD_QUANTITIES.split("|")
    theirs = {word for word in words if ask(cluster, pod(resources([word]))).status < 300}
    number = re.compile(r"[+-]?[0-9.]*[0-9][0-9.]*")
    agree(
        words,
        AMOUNT.read,
        theirs,
        {
            "a word without a digit before its unit is nothing that anybody means; the server reads 0": (
                lambda word: not number.match(word.strip())
            ),
            "zero has no sign; the server takes -0": lambda word: word.startswith("-"),
            "spaces do not belong; the server cuts them off": lambda word: word != word.strip(),
            "the server keeps another number than the one that was written": (
                lambda word: parse(word) is not None
            ),
            "exponents of four digits: the server reads some of them as quite other ones": (
                lambda word: re.search("[eE][+-]?[0-9]{4}", word)
            ),
        },
    )


def test_too_large_amounts_become_others_without_a_word(cluster: Namespace) -> None:
    """Why AME refuses what is more than 2^63 - 1."""
    stored = ask(cluster, pod(resources(["8Ei", "1000E"]))).ok()["spec"]["template"]["spec"]["containers"]
    assert [container["resources"]["limits"]["memory"] for container in stored] == [
        "9223372036854775807",
        "1",
    ]


def test_what_is_a_number_of_devices(cluster: Namespace) -> None:
    words = [word for word in dict.fromkeys(quantities(400, random.Random(3))) if AMOUNT.read(word)]
    words += ["0.5", "1000m", "1001m", "1", "2k", "0.9999999999", "0.99999"]
    refused = {
        cause["field"].split("[")[1].split("]")[0]
        for cause in causes(ask(cluster, pod(resources(words, DEVICE))))
    }
    theirs = {word for number, word in enumerate(words) if str(number) not in refused}
    agree(
        words,
        WHOLE_AMOUNT.read,
        theirs,
        {
            "the server rounds up to a thousandth first; 0.99999 of a device is still not one": (
                lambda word: (quantity := parse(word)) and -(-quantity.nano // 10**6) % 1000 == 0
            )
        },
    )
    negative = ask(cluster, pod(resources(["-1"], DEVICE)))
    assert (negative.status, WHOLE_AMOUNT.read("-1")) == (422, None)


def test_names_of_environment_variables(cluster: Namespace) -> None:
    chance = random.Random(4)
    seeds = ["EPOCHS", "_x", "my-var", "a.b", "1ST", "HOME"]
    words = list(dict.fromkeys(word for word in mutated(seeds, "aZ09_-.= $/\u00fc~:{", 300, chance) if word))
    words += seeds
    environment = [{"name": word, "value": "1"} for word in words]
    answer = ask(cluster, pod([{"name": "c", "image": "x", "env": environment}]))
    refused = {int(re.findall(r"\[(\d+)\]", cause["field"])[-1]) for cause in causes(answer)}
    agree(
        words,
        ENVIRONMENT_NAME.read,
        {word for number, word in enumerate(words) if number not in refused},
        {
            "shells drop variables whose names are not theirs, and Kubernetes before 1.34 refuses many": (
                lambda word: not re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", word)
            )
        },
    )


LABELS = [
    "gpu",
    "a.b/c",
    "example.com/My_label.x",
    "node-role",
    "a" * 62,
    "a" * 252 + "/b",
    "x" * 60 + ".y/z",
]


def test_names_of_labels(cluster: Namespace) -> None:
    words = list(dict.fromkeys([*LABELS, *mutated(LABELS, "aZ09-_./ ~", 300, random.Random(5))]))
    answer = ask(cluster, pod(nodeSelector=dict.fromkeys(words, "v")))
    refused = {quoted(cause["message"]) for cause in causes(answer)}
    agree(words, LABEL_NAME.read, set(words) - refused, {})


def test_values_of_labels(cluster: Namespace) -> None:
    seeds = ["", "a100", "A_b.c-d", "x" * 62, "1"]
    words = list(dict.fromkeys([*seeds, *mutated(seeds, "aZ09-_./ ~", 300, random.Random(6))]))
    answer = ask(cluster, pod(nodeSelector={f"k{number}": word for number, word in enumerate(words)}))
    refused = {quoted(cause["message"]) for cause in causes(answer)}
    agree(words, LABEL_VALUE.read, set(words) - refused, {})


def test_names_of_devices(cluster: Namespace) -> None:
    seeds = [
        "nvidia.com/gpu",
        "amd.com/gpu",
        "a.b/C_d.e",
        "requests.a/b",
        "kubernetes.io/gpu",
        "a" * 243 + "/b",
    ]
    words = list(dict.fromkeys([*seeds, *mutated(seeds, "aZ09-_./ ~", 300, random.Random(7))]))
    words = [word for word in words if word and word not in ("cpu", "memory")]
    containers = [
        {"name": f"c{number}", "image": "x", "resources": {"limits": {word: "1"}}}
        for number, word in enumerate(words)
    ]
    refused = {
        int(re.findall(r"containers\[(\d+)\]", cause["field"])[0])
        for cause in causes(ask(cluster, pod(containers)))
    }
    agree(
        words,
        EXTENDED_RESOURCE.read,
        {word for number, word in enumerate(words) if number not in refused},
        {
            "names with kubernetes.io/ are Kubernetes' own, and none of them is a device": lambda word: (
                "kubernetes.io/" in word
            )
        },
    )


def cron_job(cluster: Namespace, schedule: str, zone: str | None = None) -> bool:
    """Tell whether the server would take a CronJob with a schedule."""
    spec = {"schedule": schedule, "jobTemplate": {"spec": {"template": {"spec": pod()}}}}
    item = {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "words"},
        "spec": spec if zone is None else {**spec, "timeZone": zone},
    }
    return cluster.call("POST", "cronjobs", item, dryRun="All").status < 300


def test_schedules(cluster: Namespace) -> None:
    chance = random.Random(8)
    ranges = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
    names = {3: ["JAN", "feb", "Dec", "JUNE"], 4: ["SUN", "mon", "Sat", "MONDAY"]}

    def value(number: int) -> str:
        least, greatest = ranges[number]
        return chance.choice(
            [str(chance.randint(least, greatest + chance.randint(0, 1))), *names.get(number, [])]
        )

    def field(number: int) -> str:
        one, two = value(number), value(number)
        item = chance.choice(["*", "*", "?", one, two, f"{one}-{two}"])
        item += chance.choice(["", "", "", "/2", "/0", "/100"])
        return chance.choice([item, item, f"{item},{value(number)}"])

    words = [" ".join(field(number) for number in range(5)) for _ in range(250)]
    words += mutated(["0 6 * * *", "*/15 8-17 * * MON-FRI", "0 0 1,15 * ?"], "0157*/-,? ", 150, chance)
    words += ODD_SCHEDULES.split("|")
    agree(
        words,
        SCHEDULE.read,
        {word for word in words if cron_job(cluster, word)},
        {
            "an empty item of a list is a slip; the server skips it": lambda word: re.search(
                "(^|[ ,]),|,([ ,]|$)", word
            ),
            "nobody writes a sign before a number": lambda word: "+" in word,
            "`*-5` is a slip; the server reads `*`": lambda word: re.search("[*?]-", word),
            "spaces around it do not belong": lambda word: word != word.strip(),
            "@every is for hours, minutes and seconds; the server takes any duration of Go": (
                lambda word: word.startswith("@every")
            ),
        },
    )


def test_time_zones(cluster: Namespace) -> None:
    words = ["Europe/Copenhagen", "Etc/UTC", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT-2", "CET"]
    words += NO_ZONES.split("|")
    agree(words, TIME_ZONE.read, {word for word in words if cron_job(cluster, "0 6 * * *", word)}, {})


@pytest.mark.parametrize(("seconds", "taken"), [(1, True), (2**31 - 1, True), (0, False), (2**31, False)])
def test_the_longest_time_limit(cluster: Namespace, seconds: int, taken: bool) -> None:
    assert (ask(cluster, pod(activeDeadlineSeconds=seconds)).status < 300) is taken


def test_references_of_images(cluster: Namespace) -> None:
    """The API server takes any text; it is the machine that says later that it cannot be a name."""
    seeds = [
        "tool:3.11",
        "registry.example.com/ml/train:1.4",
        "localhost:5000/a__b",
        f"x:1@sha256:{'0' * 64}",
    ]
    words = [*seeds, *mutated(seeds, string.ascii_lowercase[:3] + "AZ09-_./:@ [", 90, random.Random(9))]
    words = list(dict.fromkeys(word for word in words if word and word == word.strip()))
    words += [*ODD_IMAGES.split("|"), "f" * 64, f"x@sha256:{'A' * 64}", f"x:{'t' * 129}"]
    restricted = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    containers = [
        {
            "name": f"c{number}",
            "image": word,
            "imagePullPolicy": "Never",
            "securityContext": restricted,
        }
        for number, word in enumerate(words)
    ]
    security = {"runAsNonRoot": True, "runAsUser": 1000, "seccompProfile": {"type": "RuntimeDefault"}}
    item = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "images"},
        "spec": pod(containers, securityContext=security),
    }
    cluster.call("POST", "pods", item).ok()

    def reasons(item: dict[str, Any]) -> dict[str, str]:
        waiting = {
            status["name"]: status["state"].get("waiting", {}).get("reason", "")
            for status in item["status"].get("containerStatuses", ())
        }
        said = {name: reason for name, reason in waiting.items() if "Image" in reason}
        return said if len(said) == len(words) else {}

    said = reasons(cluster.wait("pods/images", reasons))
    theirs = {word for number, word in enumerate(words) if said[f"c{number}"] != "InvalidImageName"}
    agree(
        words,
        IMAGE.read,
        theirs,
        {},
    )
