#!/bin/sh
# install.sh: installs Broadsheet and all that it needs, each package by its version and its digest.
set -eu
python=$(command -v python3 || command -v python)
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
"$python" -m pip install --quiet --require-hashes -r requirements.txt
"$python" -m pip install --quiet --no-deps -r requirements-broadsheet.txt
