# A project with a requirements.txt.
environment
say 'installing requirements.txt'
"$uv" pip install -r requirements.txt ||
    fail 123 'requirements.txt cannot be installed; the lines above say why'
