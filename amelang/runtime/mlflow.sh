# A project of MLflow. The environment that its python_env.yaml describes is made here, and MLflow
# runs the project in it: MLflow itself would ask for the very patch release of Python that the file
# names, and take no other.
environment
tools

cat >"$AME_STATE/project.py" <<'EOF'
import os
import sys

import yaml


def read(path):
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file) or {}


project = read("MLproject")
for key in ("docker_env", "conda_env"):
    if key in project:
        sys.exit(f"`{key}` of the MLproject is not supported: describe the environment in a python_env.yaml")
name = project.get("python_env", "python_env.yaml" if os.path.exists("python_env.yaml") else None)
described = read(name) if name else {}
for line in [*(described.get("build_dependencies") or ()), *(described.get("dependencies") or ())]:
    option, _, path = str(line).partition(" ")
    if option in ("-r", "--requirement", "-c", "--constraint"):
        # Written as seen from the project, and read from a file that lies elsewhere.
        line = f"{option} {os.path.join(os.getcwd(), path.strip())}"
    print(line)
EOF
"$tools/bin/python" "$AME_STATE/project.py" >"$AME_STATE/requirements.txt" ||
    fail 122 'the environment of the MLproject cannot be read; the lines above say why'
if [ -s "$AME_STATE/requirements.txt" ]; then
    say 'installing what the MLproject needs'
    "$uv" pip install -r "$AME_STATE/requirements.txt" ||
        fail 123 'what the MLproject needs cannot be installed; the lines above say why'
fi

# Without a server, runs are kept as files in the project.
: "${MLFLOW_TRACKING_URI:=file://$PWD/mlruns}" "${MLFLOW_ALLOW_FILE_STORE=true}"
export MLFLOW_TRACKING_URI MLFLOW_ALLOW_FILE_STORE

mlflow=$tools/bin/mlflow
if [ $# = 0 ]; then
    set -- "$mlflow" run . --env-manager local
else
    # MLflow ends with 1 whatever the command ended with. It runs a script by this variable.
    cat >"$AME_STATE/command.sh" <<'EOF'
"$SHELL" "$AME_FILES/command"
code=$?
echo "$code" >"$AME_STATE/exit-code"
exit "$code"
EOF
    SHELL=$shell
    export SHELL
    set -- "$mlflow" run . --env-manager local --entry-point "$AME_STATE/command.sh"
fi
