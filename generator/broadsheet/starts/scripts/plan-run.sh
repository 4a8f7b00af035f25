#!/bin/sh
# plan-run.sh EVENT BRANCH: says what a run of the workflow has to do, as GitHub's step outputs want it.
# fetch=true: read the sources; a push is published as it is, unless there is nothing to publish yet.
# retry=true: publish though nothing may be new, since the last run on BRANCH did not end well, or there was none.
set -eu

event=$1
branch=$2
fetch=true
if [ "$event" = push ] && [ -d content/ledger ]; then fetch=false; fi
echo "fetch=$fetch"

if last=$(gh run list --workflow publish.yml --branch "$branch" --status completed --limit 1 \
  --json conclusion --jq '.[].conclusion') && [ "$last" = success ]; then
  echo "retry=false"
else
  echo "retry=true"
fi
