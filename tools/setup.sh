#!/bin/sh
# Makes .venv from requirements.lock, with this project in it as an editable install.
set -eu
cd "$(dirname "$0")/.."

fail() {
  echo "setup: $*" >&2
  exit 1
}

python=${PYTHON:-python3}
complete=.venv/.complete

"$python" -c "" 2>/dev/null || fail "$python does not run; install Python 3.11 or newer."
"$python" -c "import sys; sys.exit(sys.version_info < (3, 11))" ||
  fail "$("$python" --version) is too old; give 3.11 or newer, as in 'make setup PYTHON=python3.12'."

# Debian and Ubuntu ship the module that puts pip into a venv apart from Python.
if ! "$python" -c "import ensurepip" 2>/dev/null; then
  package=$("$python" -c "import sys; print('python%d.%d-venv' % sys.version_info[:2])")
  sh tools/apt.sh "$package" || fail "$python cannot make a venv yet; install $package as root."
fi

# Without the mark .venv is missing or an earlier run was cut short; what state it is in nobody knows.
[ -e "$complete" ] || "$python" -m venv --clear .venv
rm -f "$complete"

echo "setup: installing requirements.lock into .venv" >&2
pip() { .venv/bin/python -m pip --quiet --disable-pip-version-check "$@"; }
pip install --require-hashes -r requirements.lock
pip install --no-deps --no-build-isolation --editable .
touch "$complete"
