#!/bin/sh
# gitlab.sh: what GitLab runs: fetches where a schedule or a person started it, commits, builds into public/.
set -eu

rm -f .fetch-failed
git remote set-url origin "$CI_SERVER_PROTOCOL://gitlab-ci-token:$CI_JOB_TOKEN@$CI_SERVER_HOST:$CI_SERVER_PORT/$CI_PROJECT_PATH.git"
sh .broadsheet/install.sh
if [ "$CI_PIPELINE_SOURCE" != push ] || [ ! -d content/ledger ]; then
  sh .broadsheet/push-content.sh --resume "$CI_DEFAULT_BRANCH"
  broadsheet fetch --at-most 13 || touch .fetch-failed
  # A push that is refused does not keep the site from being published; the job's log says how to allow it.
  sh .broadsheet/push-content.sh --or-propose "$CI_DEFAULT_BRANCH" || true
fi
# The address that GitLab gave the site, unless its owner has set one.
if grep -q '^site_url:.*//127\.0\.0\.1' mkdocs.yml; then export SITE_URL="$CI_PAGES_URL/"; fi
broadsheet check
broadsheet build --site-dir public
rm -f public/.broadsheet-files # a list for the next build, which begins anew
