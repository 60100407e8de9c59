"""Every rule of `ame check`, listed by hand.

This is for those who ask about rules. A check itself knows them one by one, and does without this
module, which imports all of them.
"""

from __future__ import annotations

from amelang.checks import command_problems as command
from amelang.checks import file_problems as beside
from amelang.checks import git_problems as git
from amelang.checks import import_problems as imports
from amelang.checks import path_problems as paths
from amelang.checks import structure
from amelang.checks.amounts import (
    AbsurdRetries,
    AbsurdTimeout,
    FractionalByte,
    GpuWithoutMemory,
    HugeAmount,
    MakerlessDevice,
    MissingUnit,
    TinyAmount,
)
from amelang.checks.comment_problems import EmptySelection, UnclearComment, UnknownRule, UnusedAllow
from amelang.checks.label_problems import KeyAsLabel, MisspelledMaker
from amelang.checks.names import CollidingNames, DuplicateName
from amelang.checks.policy_problems import BrokenPolicy, PolicyViolation
from amelang.checks.problems import (
    ContradictedPython,
    MissingFile,
    MissingScript,
    UnpinnedImage,
    UnsupportedMlproject,
)
from amelang.checks.quote_problems import CurlyQuotes
from amelang.checks.schedule_problems import DriftingSchedule, NeverFiringSchedule
from amelang.checks.step_problems import OutlastingStep
from amelang.checks.template_problems import UnusedTemplate
from amelang.checks.variables import DuplicateVariable, PlaintextSecret, ReservedVariable
from amelang.checks.vaults import UnknownVault
from amelang.language import problems as shape
from amelang.language import tag_problems as tags
from amelang.language.lacking import TornItem
from amelang.language.misplaced import LooseKeys, SecondProject
from amelang.language.word_problems import (
    BadDuration,
    BadPythonVersion,
    BadQuantity,
    BadSchedule,
    FractionalDevice,
    NegativeQuantity,
    OverlargeQuantity,
)
from amelang.meaning import reference_problems as reference
from amelang.meaning.cycle_problems import DataSetCycle, TaskCycle, TemplateCycle
from amelang.meaning.problems import NothingToRun, TwoThingsToRun
from amelang.text import problems as text
from amelang.text.problem import Problem
from amelang.text.toml import InvalidToml
from amelang.workspace import problems as files
from amelang.workspace.lock import BrokenLock

TEXT: tuple[type[Problem], ...] = (
    *text.PROBLEMS,
    InvalidToml,
    files.UnreadableFile,
    files.NotUtf8,
    files.TooLarge,
    files.TwoProjectFiles,
    files.EmptyFile,
    BrokenLock,
)
SHAPE: tuple[type[Problem], ...] = (
    shape.UnknownKey,
    shape.DuplicateKey,
    shape.OldSpelling,
    shape.WrongShape,
    shape.MissingKey,
    tags.MissingTag,
    tags.UnknownTag,
    tags.StrayTag,
    shape.WrongCase,
    shape.BadWord,
    BadQuantity,
    BadDuration,
    BadSchedule,
    BadPythonVersion,
    NegativeQuantity,
    OverlargeQuantity,
    FractionalDevice,
    LooseKeys,
    SecondProject,
    TornItem,
    UnclearComment,
)
NAMES: tuple[type[Problem], ...] = (
    files.NamelessProject,
    files.NamelessProjectWarning,
    NothingToRun,
    TwoThingsToRun,
    DuplicateVariable,
    DuplicateName,
    CollidingNames,
    reference.UnknownTemplate,
    reference.UnknownTask,
    reference.UnknownDataSet,
    reference.UnknownProject,
    TemplateCycle,
    TaskCycle,
    DataSetCycle,
    reference.ForeignTask,
    reference.KeyBesideReference,
    reference.KeyBesidePipeline,
    reference.AmbiguousProject,
    UnknownRule,
    structure.RepeatedStep,
    structure.UnusableTemplate,
    structure.EmptyArtifacts,
    structure.TasklessDataSet,
    structure.TwoMakers,
    structure.UntrainedModel,
    UnusedTemplate,
    structure.IdleTrigger,
    paths.RepeatedArtifact,
    imports.MissingImport,
    imports.WrongImportName,
    imports.RepeatedImport,
    imports.OwnImport,
    imports.UnusedImport,
    imports.RepeatedProject,
    git.ForeignPath,
    git.UnsafeImport,
    git.UnfetchedImport,
    git.ChangedImport,
    git.StrayRef,
    UnknownVault,
)
SENSE: tuple[type[Problem], ...] = (
    MissingFile,
    ContradictedPython,
    UnsupportedMlproject,
    FractionalByte,
    MissingUnit,
    TinyAmount,
    HugeAmount,
    MakerlessDevice,
    AbsurdTimeout,
    ReservedVariable,
    MissingScript,
    PlaintextSecret,
    beside.UnpinnedRequirement,
    beside.UnreachableRequirement,
    UnpinnedImage,
    paths.ParallelArtifacts,
    NeverFiringSchedule,
    DriftingSchedule,
    GpuWithoutMemory,
    paths.OutsidePath,
    command.HiddenFailure,
    AbsurdRetries,
    OutlastingStep,
    command.OversizedCommand,
    command.OversizedVariable,
    command.OversizedEnvironment,
    beside.StaleLock,
    beside.MissingEntryPoint,
    structure.BlankValue,
    structure.UnscheduledTrigger,
    CurlyQuotes,
    paths.UnexpandedVariable,
    paths.OverwrittenDataSet,
    KeyAsLabel,
    MisspelledMaker,
    UnusedAllow,
    PolicyViolation,
    BrokenPolicy,
    files.UnmetVersion,
    EmptySelection,
)

RULES = (*TEXT, *SHAPE, *NAMES, *SENSE)
