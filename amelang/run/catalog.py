"""Everything that can go wrong with a cluster or a run, listed by hand: AME4xx.

Some of these are problems of an ame.yml, some are refusals of a cluster, some are reasons why a run
failed. All have a code, a name, and a docstring that is their page.
"""

from __future__ import annotations

from amelang.cluster import errors
from amelang.lower.unsupported import LongCommand, NotLowered
from amelang.run import reasons
from amelang.run.bundle_problems import LargeCodeError, OutsideLink, SecretInCode, UnreadableCodeError
from amelang.text.problem import Problem

Kind = type[Problem] | type[errors.ClusterError] | type[reasons.Reason]

REFUSALS: tuple[Kind, ...] = (
    errors.ClusterError,
    errors.KubeconfigError,
    errors.ContextError,
    errors.UnreachableError,
    errors.UntrustedError,
    errors.SignInError,
    errors.ForbiddenError,
    errors.NamespaceError,
    errors.TimedOutError,
    errors.ConflictError,
    errors.InvalidError,
    errors.ForeignError,
    errors.BusyError,
    errors.NotFoundError,
    errors.AlreadyExistsError,
    errors.UnknownRunError,
    errors.NotStartedError,
)
REASONS: tuple[Kind, ...] = (
    reasons.OutOfMemory,
    reasons.HiddenOutOfMemory,
    reasons.CommandNotFound,
    reasons.CommandFailed,
    reasons.Killed,
    reasons.TimedOut,
    reasons.ImageNotPulled,
    reasons.ImageNameWrong,
    reasons.NoRoom,
    reasons.NotAdmitted,
    reasons.OverQuota,
    reasons.NotConfigured,
    reasons.NotPrepared,
    reasons.CodeNotDelivered,
    reasons.NotStarted,
    reasons.OutOfStorage,
    reasons.MachineLost,
    reasons.Stopped,
    reasons.Vanished,
)
OF_PLANS: tuple[Kind, ...] = (NotLowered, LongCommand)
OF_CODE: tuple[Kind, ...] = (LargeCodeError, SecretInCode, OutsideLink, UnreadableCodeError)

CLUSTER = (*REFUSALS, *REASONS, *OF_PLANS, *OF_CODE)
