"""Everything that can go wrong with a cluster or a run, listed by hand: AME4xx.

Some of these are problems of an ame.yml, some are refusals of a cluster, some are reasons why a run
failed. All have a code, a name, and a docstring that is their page.
"""

from __future__ import annotations

from amelang.cluster import errors, refusals
from amelang.lower.unsupported import NotLowered
from amelang.run import loss_reasons, reasons, setup_reasons, start_reasons
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
    refusals.ForbiddenError,
    refusals.NamespaceError,
    errors.TimedOutError,
    refusals.ConflictError,
    refusals.InvalidError,
    refusals.ForeignError,
    errors.BusyError,
    refusals.NotFoundError,
    refusals.AlreadyExistsError,
    refusals.UnknownRunError,
)
REASONS: tuple[Kind, ...] = (
    reasons.OutOfMemory,
    reasons.HiddenOutOfMemory,
    reasons.CommandNotFound,
    reasons.CommandFailed,
    reasons.Killed,
    reasons.TimedOut,
    start_reasons.ImageNotPulled,
    start_reasons.ImageNameWrong,
    start_reasons.NoRoom,
    start_reasons.NotAdmitted,
    start_reasons.OverQuota,
    setup_reasons.NotConfigured,
    setup_reasons.NotPrepared,
    setup_reasons.CodeNotDelivered,
    setup_reasons.NotStarted,
    loss_reasons.OutOfStorage,
    loss_reasons.MachineLost,
    loss_reasons.Stopped,
    loss_reasons.Vanished,
)
OF_PLANS: tuple[Kind, ...] = (NotLowered,)
OF_CODE: tuple[Kind, ...] = (LargeCodeError, SecretInCode, OutsideLink, UnreadableCodeError)

CLUSTER = (*REFUSALS, *REASONS, *OF_PLANS, *OF_CODE)
