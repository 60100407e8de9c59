# A project of Pipenv. Its lock is compared and installed by uv: with a stale lock `pipenv sync`
# would end well and leave a dependency out.
environment
tools
pipenv=$tools/bin/pipenv
say 'installing what Pipfile.lock names'
"$pipenv" verify || fail 122 'Pipfile.lock does not fit the Pipfile: run `pipenv lock`'
"$pipenv" requirements --hash >"$AME_STATE/requirements.txt" ||
    fail 122 'Pipfile.lock cannot be read; the lines above say why'
sync "$AME_STATE/requirements.txt"
set -- "$pipenv" run "$@"
