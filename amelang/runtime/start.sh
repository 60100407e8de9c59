# Prepares the environment of a task, then becomes its command. `task.sh` starts it as the leader of
# a process group, so that one signal reaches all that it starts.
#
# The command is a file and is given to the shell as a file: as an argument or a variable it would
# be changed on its way by whoever expands `$` or reads quotes.
set -eu

AME_FILES=${0%/*}
export AME_FILES

: "${USER:=ame}"
: "${XDG_CACHE_HOME:=$HOME/.cache}" "${XDG_CONFIG_HOME:=$HOME/.config}"
: "${XDG_DATA_HOME:=$HOME/.local/share}" "${XDG_STATE_HOME:=$HOME/.local/state}"
# What a program prints is to be seen when it is printed.
: "${PYTHONUNBUFFERED=1}"
# Nobody is there to answer a question.
: "${PIP_NO_INPUT=1}" "${PIP_DISABLE_PIP_VERSION_CHECK=1}" "${POETRY_NO_INTERACTION=1}" "${PIPENV_YES=1}"
: "${PIPENV_NOSPIN=1}" "${PIPENV_VERBOSITY=-1}"
# The variables of a task are those that its `ame.yml` names, not those of a `.env`.
: "${PIPENV_DONT_LOAD_ENV=1}"
: "${UV_PYTHON_DOWNLOADS=never}" "${MLFLOW_DISABLE_TELEMETRY=true}"
export USER XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME PYTHONUNBUFFERED
export PIP_NO_INPUT PIP_DISABLE_PIP_VERSION_CHECK POETRY_NO_INTERACTION PIPENV_YES PIPENV_NOSPIN
export PIPENV_VERBOSITY PIPENV_DONT_LOAD_ENV UV_PYTHON_DOWNLOADS MLFLOW_DISABLE_TELEMETRY

say() { printf 'ame: %s\n' "$*" >&2; }

# fail CODE SENTENCE: end, because the environment cannot be prepared.
fail() {
    printf '%s\n' "$2" >"$AME_STATE/reason"
    exit "$1"
}

shell=$(command -v bash || command -v sh)
if [ -f "$AME_FILES/command" ]; then
    set -- "$shell" "$AME_FILES/command"
fi

# The lines of an executor may change the environment and the words by which the command is started.
if [ -f "$AME_FILES/prepare" ]; then
    . "$AME_FILES/prepare"
fi
: >"$AME_STATE/started"
exec "$@"
