"""The command `ame`: finds the subcommand and gives it its arguments.

Only the module of the command that is asked for is imported, so that `ame check` starts fast.
"""

from __future__ import annotations

import gc
import os
import sys

from amelang import VERSION
from amelang.cli.output import drop_stdout, fail, of_machine, ready_streams

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "check": ("amelang.cli.check", "say what is wrong with ame.yml files"),
    "explain": ("amelang.cli.explain", "explain a rule, by its code or name"),
    "rules": ("amelang.cli.rules", "list everything that AME can find wrong"),
    "plan": ("amelang.cli.plan", "show the objects that a project becomes in a cluster"),
    "apply": ("amelang.cli.apply", "make a cluster hold what the project says"),
    "graph": ("amelang.cli.graph", "draw who uses whom"),
    "import": ("amelang.cli.import_", "fetch and list what projects import"),
    "task": ("amelang.cli.task", "run tasks, follow their logs, list them"),
}
OK, PROBLEMS, USAGE, INTERNAL = 0, 1, 2, 3
"""Exit codes: all is well; problems were found; wrong usage or settings; a fault of AME's own."""
INTERRUPTED = 130
"""What shells report of a program that Ctrl-C ended."""


def run() -> None:
    """Run `ame` as a program."""
    # One-shot commands end before collecting garbage would pay: it takes most of the time of a big file.
    gc.disable()
    ready_streams()
    code = main(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read us, as `head` does, has gone.
        drop_stdout()
    except OSError as error:
        drop_stdout()
        code = max(code, fail(of_machine(error), USAGE))
    if sys.argv[1:2] == ["check"]:
        # Nothing is left to do at exit, and freeing a big tree piece by piece takes long.
        os._exit(code)
    sys.exit(code)


def main(argv: Sequence[str]) -> int:
    """Run a command line and return its exit code; no exception leaves it."""
    try:
        return _dispatch(list(argv))
    except KeyboardInterrupt:
        print("ame: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        drop_stdout()
        return OK
    except OSError as error:
        return fail(of_machine(error), USAGE)
    except Exception as error:
        from amelang.cli.crash import report_crash

        return report_crash(error, list(argv), INTERNAL)


def _dispatch(argv: list[str]) -> int:
    name = argv[0] if argv else "--help"
    if name in ("--version", "-V", "version"):
        print(f"ame {VERSION}")
        return OK
    if name in ("--help", "-h", "help") and len(argv) < 2:
        print(usage(), end="")
        return OK if argv else USAGE
    if name in ("help", "--help", "-h"):
        argv = [argv[1], *argv[2:], "--help"]
        name = argv[0]
    if name not in COMMANDS:
        from difflib import get_close_matches

        near = get_close_matches(name, COMMANDS, 1)
        hint = f"did you mean `ame {near[0]}`?" if near else f"commands: {', '.join(COMMANDS)}"
        print(f"ame: `{name}` is not a command\n  = help: {hint}", file=sys.stderr)
        return USAGE
    # importlib would have to be imported itself.
    __import__(COMMANDS[name][0])
    module = sys.modules[COMMANDS[name][0]]
    # argparse takes as long to import as a small check takes, and usual command lines do without.
    arguments = module.quick(argv[1:]) if hasattr(module, "quick") else None
    if arguments is None and hasattr(module, "quick"):
        __import__(module.WITH_OPTIONS)
        module = sys.modules[module.WITH_OPTIONS]
    if arguments is None:
        import argparse

        parser = argparse.ArgumentParser(prog=f"ame {name}", description=module.__doc__, allow_abbrev=False)
        module.add(parser)
        try:
            arguments = parser.parse_args(argv[1:])
        except SystemExit as stop:
            # argparse ends the program itself for --help (0) and wrong usage (2).
            wrong: int = module.usage_code(argv[1:]) if hasattr(module, "usage_code") else USAGE
            return wrong if stop.code else OK
    result: int = module.main(arguments)
    return result


def usage() -> str:
    """Return the page of `ame --help`."""
    width = max(map(len, COMMANDS))
    commands = "".join(f"  {name:<{width}}  {text}\n" for name, (_, text) in COMMANDS.items())
    return (
        "usage: ame COMMAND [ARGUMENT ...]\n\n"
        "AME turns one small file, ame.yml, into machine-learning work, here or on a Kubernetes cluster.\n\n"
        f"commands:\n{commands}\n"
        "`ame COMMAND --help` says more about one of them; `ame --version` which AME this is.\n"
    )


if __name__ == "__main__":
    run()
