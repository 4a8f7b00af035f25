#!/bin/sh
# apt.sh PACKAGE...: installs Debian packages where that needs no password; exits 1 where it does.
set -eu

command -v apt-get >/dev/null || exit 1
if [ "$(id -u)" -eq 0 ]; then
  sudo=
elif sudo -n true 2>/dev/null; then
  sudo="sudo -n"
else
  exit 1
fi

# Standard output belongs to the caller, which may print a result there.
$sudo apt-get update -qq >&2
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >&2
