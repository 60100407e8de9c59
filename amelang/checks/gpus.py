"""GPUs that are asked for without the memory that feeds them."""

from __future__ import annotations

from amelang.checks.amounts import GpuWithoutMemory
from amelang.language.ame_yml import Resources
from amelang.meaning.complete import DEFAULTS
from amelang.text.problem import Problem
from amelang.workspace.find import settings_path

MAKERS = ("nvidia.com/", "amd.com/", "gpu.intel.com/", "habana.ai/")
"""Makers whose devices are GPUs, or work as they do."""


def gpu_without_memory(resources: Resources) -> Problem | None:
    """Return the problem of a GPU beside which no memory is named."""
    for device, amount in resources.extended or ():
        if (device.value.startswith(MAKERS) or "gpu" in device.value) and amount.value.nano:
            default = dict(line.split(": ") for line in DEFAULTS.text.splitlines())
            memory = default[Resources.memory.name]
            return GpuWithoutMemory(span=device.span, device=device.value, memory=memory)
    return None


def has_default_memory(folder: str) -> bool:
    """Tell whether the settings, or those of a target, say how much memory a task gets that names none."""
    if settings_path(folder) is None:
        return False
    from amelang.workspace.settings import settings_of

    settings = settings_of(folder)[0]
    places = [settings, *(target for _, target in settings.targets or ())]
    resources = [place.defaults.resources for place in places if place.defaults is not None]
    return any(one is not None and one.memory is not None for one in resources)
