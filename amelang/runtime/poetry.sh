# A project of Poetry. Its lock is exported and installed by uv: `poetry install` would resolve
# without a word where the lock is missing, and needs an interface that some package indexes lack.
[ -f poetry.lock ] || fail 122 'there is no poetry.lock: run `poetry lock`'
environment
tools
poetry=$tools/bin/poetry

# What `poetry install` would install: the groups that are not optional. The export wants to be told.
cat >"$AME_STATE/project.py" <<'EOF'
import tomlkit

with open("pyproject.toml", encoding="utf-8") as file:
    project = tomlkit.load(file).unwrap()
poetry = project.get("tool", {}).get("poetry", {})
options = poetry.get("group", {})
names = {*options, *project.get("dependency-groups", {}), *(["dev"] if "dev-dependencies" in poetry else [])}
print("groups=" + ",".join(name for name in sorted(names) if not options.get(name, {}).get("optional", False)))
print("package=" + ("yes" if poetry.get("package-mode", True) else ""))
EOF
"$tools/bin/python" "$AME_STATE/project.py" >"$AME_STATE/project" ||
    fail 122 'pyproject.toml cannot be read; the lines above say why'
groups=$(sed -n 's/^groups=//p' "$AME_STATE/project")
package=$(sed -n 's/^package=//p' "$AME_STATE/project")

say 'installing what poetry.lock names'
"$poetry" export ${groups:+--with "$groups"} --with-credentials --output "$AME_STATE/requirements.txt" ||
    fail 122 'poetry.lock does not fit pyproject.toml: run `poetry lock`'
sync "$AME_STATE/requirements.txt"

# Projects that are no package are common, and seldom say so.
if [ -n "$package" ] && ! "$poetry" install --only-root --quiet >"$AME_STATE/root.log" 2>&1; then
    say 'the project itself is not installed: it is no package, only its dependencies are there'
fi
set -- "$poetry" run "$@"
