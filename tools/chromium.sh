#!/bin/sh
# Prints the path of a Chromium or Chrome that runs; --install installs Debian's where there is none.
set -eu

find_chromium() {
  for name in "${CHROMIUM:-}" chromium google-chrome google-chrome-stable chromium-browser \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    # Ubuntu's chromium-browser may be a stub that only asks for a snap, so ask for more than the name.
    path=$(command -v "$name") && "$path" --version >/dev/null 2>&1 && echo "$path" && return
  done
  return 1
}

find_chromium && exit
if [ "${1:-}" = --install ]; then
  # Recommended packages are not installed, and without these two it lacks its sandbox and common fonts.
  sh "$(dirname "$0")/apt.sh" chromium chromium-sandbox fonts-liberation && find_chromium && exit
fi
echo "chromium.sh: no Chromium or Chrome runs here; install one, or put the path of one into CHROMIUM." >&2
exit 1
