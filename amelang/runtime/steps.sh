# Steps that the preparations of Python environments have in common. Exit codes: 120 no Python of
# the version, 121 a tool of AME cannot be installed, 122 files of the project that do not agree,
# 123 a dependency of the project cannot be installed.

# find_python: set `python` to the interpreter of the version that the task names.
find_python() {
    if [ -n "${AME_PYTHON:-}" ]; then
        python=$AME_PYTHON
        return
    fi
    wanted=${AME_PYTHON_VERSION:-3}
    found=
    for name in "python$wanted" "python${wanted%.*}" python3 python; do
        python=$(command -v "$name") || continue
        version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue
        case $version in
        "$wanted" | "$wanted".*) return ;;
        esac
        found=$version
    done
    fail 120 "there is no Python $wanted in this image, only ${found:-none at all}"
}

# find_uv: set `uv` to one that is there, or to the one that `tools` names, installed with pip.
find_uv() {
    uv=${AME_UV:-$(command -v uv || :)}
    if [ -z "$uv" ]; then
        "$python" -m pip install --quiet --no-warn-script-location --root-user-action ignore \
            --target "$AME_STATE/uv" "$(grep '^uv==' "$AME_FILES/tools")" ||
            fail 121 'uv cannot be installed with pip; the lines above say why'
        uv=$AME_STATE/uv/bin/uv
    fi
    as_pip
}

# as_pip: tell uv what pip has been told about packages. uv reads none of it by itself, and with it a
# project that pip can install is one that uv can install.
as_pip() {
    : "${UV_DEFAULT_INDEX:=$(pip_setting "${PIP_INDEX_URL:-}" index-url)}"
    : "${UV_INDEX:=$(pip_setting "${PIP_EXTRA_INDEX_URL:-}" extra-index-url)}"
    : "${SSL_CERT_FILE:=$(pip_setting "${PIP_CERT:-}" cert)}"
    # Of several indexes pip takes the best version, wherever it is.
    : "${UV_INDEX_STRATEGY:=unsafe-best-match}"
    for name in UV_DEFAULT_INDEX UV_INDEX SSL_CERT_FILE UV_INDEX_STRATEGY; do
        # An empty value means something of its own to uv.
        if eval "[ -n \"\$$name\" ]"; then export "${name?}"; else unset "$name"; fi
    done
}

# pip_setting VALUE NAME: print the value, else that of a pip.conf where one names it in one line.
pip_setting() {
    if [ -n "$1" ]; then
        printf '%s\n' "$1"
        return
    fi
    for file in "${PIP_CONFIG_FILE:-}" "$XDG_CONFIG_HOME/pip/pip.conf" "$HOME/.pip/pip.conf" \
        "$HOME/Library/Application Support/pip/pip.conf" /etc/pip.conf; do
        [ -r "$file" ] || continue
        value=$(sed -n "s/^[[:space:]]*$2[[:space:]]*=[[:space:]]*//p" "$file" | tail -n 1)
        if [ -n "$value" ]; then
            printf '%s\n' "$value"
            return
        fi
    done
}

# environment: make an empty virtual environment with pip in it, and enter it.
environment() {
    find_python
    find_uv
    VIRTUAL_ENV=$AME_STATE/environment
    "$uv" venv --quiet --no-project --seed --python "$python" "$VIRTUAL_ENV" ||
        fail 121 "no virtual environment can be made with $python; the lines above say why"
    PATH=$VIRTUAL_ENV/bin:$PATH
    export VIRTUAL_ENV PATH
    unset PYTHONHOME
}

# tools: install the tools that the executor names, apart from the project's environment.
tools() {
    tools=$AME_STATE/tools
    names=$(grep -v '^uv==' "$AME_FILES/tools" | tr '\n' ' ')
    say "installing ${names% }"
    {
        "$uv" venv --quiet --no-project --python "${AME_TOOLS_PYTHON:-$python}" "$tools" &&
            grep -v '^uv==' "$AME_FILES/tools" >"$AME_STATE/tools.txt" &&
            "$uv" pip install --quiet --python "$tools/bin/python" -r "$AME_STATE/tools.txt"
    } || fail 121 "these tools cannot be installed: ${names% }; the lines above say why"
}

# sync FILE: make the environment hold what a list with hashes names, and nothing else.
sync() {
    hashes=--require-hashes
    # What comes from a repository or a folder has none; the others' are compared all the same.
    if grep -q -e ' @ ' -e '^-e ' -e '^\.' "$1"; then
        hashes=--verify-hashes
    fi
    "$uv" pip sync --allow-empty-requirements "$hashes" "$1" ||
        fail 123 "the project's dependencies cannot be installed; the lines above say why"
}
