# Runs a task: starts `start` beside it in a process group of its own, passes requests to stop on to
# that group, waits for it, and exits with its code.
#
# A supervisor is needed because the first process of a container gets no signal that it does not
# handle: as that process Python, bash and others would ignore SIGTERM until they are killed.
# It is plain POSIX shell: dash, BusyBox and bash run it. AME_STATE names a folder for what belongs
# to this run, AME_TERMINATION_LOG the file for the one line that says why there was no run.

# With bash the command can have SIGINT as programs expect it: another shell has it ignored in what
# it starts in the background, and nothing can undo that.
if [ -z "${BASH_VERSION:-}" ] && command -v bash >/dev/null 2>&1; then
    exec bash "$0" "$@"
fi

files=${0%/*}
# A home that cannot be written to is what a container has whose user is in no list.
if [ ! -w "${HOME:-/nonexistent}" ]; then
    HOME=${TMPDIR:-/tmp}/home
    mkdir -p "$HOME"
fi
: "${AME_STATE:=$HOME/.ame}" "${AME_TERMINATION_LOG:=/dev/termination-log}"
export HOME AME_STATE AME_TERMINATION_LOG
mkdir -p "$AME_STATE"
rm -f "$AME_STATE/started" "$AME_STATE/reason" "$AME_STATE/exit-code"

patience=10 # seconds that the command's background children have to end by themselves
child=
own_group=
stopping=
interrupted=

# Send a signal to all that the task has started.
pass_on() {
    # The group does not exist in the first moment, in which the child alone is there.
    { [ -n "$own_group" ] && kill "-$1" "-$child"; } 2>/dev/null || kill "-$1" "$child" 2>/dev/null
}

stop() {
    stopping=yes
    interrupted=yes
    [ -z "$child" ] || pass_on TERM
}
trap stop TERM INT HUP

if [ -n "${BASH_VERSION:-}" ]; then
    set -m
    own_group=yes
    sh "$files/start" </dev/null &
    # From here on `wait` is to wait for an end, not for any change.
    set +m
elif command -v setsid >/dev/null 2>&1; then
    own_group=yes
    setsid sh "$files/start" </dev/null &
else
    sh "$files/start" </dev/null &
fi
child=$!
printf '%s\n' "$child" >"$AME_STATE/group"
# A request that came before the child was there.
[ -z "$stopping" ] || pass_on TERM

# On somebody's own machine: whoever started this holds the other end of its input, and when he has
# gone, however suddenly, the task is to go, too.
watcher=
if [ -n "${AME_ATTENDED:-}" ]; then
    (read -r _ || kill -TERM "$$") <&0 &
    watcher=$!
fi

# A trapped signal ends `wait` early, and the code is then the signal's. The shell would also tell of
# a child that a signal ended, in words of its own.
interrupted=
wait "$child" 2>/dev/null
code=$?
while [ -n "$interrupted" ]; do
    interrupted=
    wait "$child" 2>/dev/null
    again=$?
    # 127: the shell has no such child any more, so that the code before was the child's own.
    [ "$again" = 127 ] || code=$again
done

# What the command has left in the background may still be writing, as `tee` does. A server that
# somebody forgot must not keep the task for ever, however.
seconds() { date +%s; }
group_lives() {
    { [ -n "$own_group" ] && kill -0 "-$child"; } 2>/dev/null || return 1
    [ -r /proc/self/stat ] || return 0
    # What has ended but was not taken notice of by its parent counts for the signal, and not for us.
    for process in /proc/[0-9]*/stat; do
        { read -r line <"$process"; } 2>/dev/null || continue
        # Behind the name, which may have anything in it: state, parent, group.
        # shellcheck disable=SC2086 # these are words
        set -- ${line##*) }
        [ "$3" != "$child" ] || [ "$1" = Z ] || return 0
    done
    return 1
}
nap() { sleep 0.1 2>/dev/null || sleep 1; }
wait_for_group() {
    end=$(($(seconds) + $1))
    while group_lives && [ "$(seconds)" -lt "$end" ]; do nap; done
    ! group_lives
}
# A shell that was just forking loses a request; another one does those no good who take their time.
if [ -n "$stopping" ] && ! wait_for_group 2; then
    pass_on TERM
fi
if group_lives && ! wait_for_group "$patience"; then
    echo "ame: stopping what the command has left in the background" >&2
    pass_on TERM
    if ! wait_for_group 5; then
        pass_on KILL
        wait_for_group 2
    fi
fi

# The command was never started: `start` says why where it knows.
if [ ! -e "$AME_STATE/started" ] && [ -z "$stopping" ]; then
    if [ -s "$AME_STATE/reason" ]; then
        read -r reason <"$AME_STATE/reason"
    elif [ "$code" -gt 128 ]; then
        # The signal's code is kept: whoever looks for a lack of memory looks for it.
        reason="the preparation was killed by signal $((code - 128))"
    else
        reason="a step of the preparation failed with exit code $code"
        code=119
    fi
    echo "ame: $reason" >&2
    # The log may not be there, or not be ours to write.
    { printf '%s\n' "$reason" >"$AME_TERMINATION_LOG"; } 2>/dev/null
fi

# A tool that reports every failure as 1 may have the command leave its own code here.
if [ -s "$AME_STATE/exit-code" ]; then
    read -r code <"$AME_STATE/exit-code"
fi
[ -z "$watcher" ] || kill "$watcher" 2>/dev/null
exit "$code"
