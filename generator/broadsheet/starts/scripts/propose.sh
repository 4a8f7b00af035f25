#!/bin/sh
# propose.sh push NUMBER BRANCH [TITLE]: commits what changed in content/ for the issue NUMBER, pushes it to BRANCH, and has
# one pull request open that asks to merge it into the default branch ($DEFAULT_BRANCH). TITLE is that of both.
# propose.sh remove NUMBER BRANCH: takes BRANCH away, if it is there; GitHub closes its request then.
#
# BRANCH is replaced or removed only while its last commit is one of ours: what an editor added stays.
set -eu

deed=$1
number=$2
branch=$3
title=${4:-What issue $number says}
email="41898282+github-actions[bot]@users.noreply.github.com"
GIT_AUTHOR_NAME="github-actions[bot]"
GIT_AUTHOR_EMAIL=$email
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME
GIT_COMMITTER_EMAIL=$email
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL

say() { echo "${GITHUB_ACTIONS:+::$1::}$2"; }

# Learns what BRANCH is at the server now, in $tip (empty: it is not there); returns 1 where somebody else worked on it.
look() {
  listed=$(git ls-remote --heads origin "refs/heads/$branch")
  tip=${listed%%[!0-9a-f]*}
  [ -n "$tip" ] || return 0
  git fetch --quiet --depth=1 origin "$tip"
  [ "$(git show --no-patch --format=%ae%ce "$tip")" = "$email$email" ] && return
  say warning "$branch: somebody else has added commits to it, so it stays as it is; merge or close its pull request."
  return 1
}

# Tries what it is told, each time after a look at what BRANCH is now.
try() {
  for seconds in 0 2 5 15; do
    sleep "$seconds"
    look || return 2
    if "$@"; then return 0; fi
  done
  say error "$branch was not taken by the server, 4 times: Git says why above. Run this job again."
  return 1
}

push() {
  [ -z "$tip" ] || [ "$(git rev-parse "$tip^{tree}")" != "$(git rev-parse 'HEAD^{tree}')" ] || return 0
  git push --quiet --force-with-lease="refs/heads/$branch:$tip" origin "HEAD:refs/heads/$branch"
}

remove() {
  [ -z "$tip" ] || git push --quiet --force-with-lease="refs/heads/$branch:$tip" origin ":refs/heads/$branch"
}

# Opens a pull request, unless one is open.
request() {
  opened=$(gh pr list --repo "$GITHUB_REPOSITORY" --head "$branch" --state open --json number --jq '.[].number') || {
    say error "$branch is pushed, and GitHub does not say whether a pull request is open for it. Run this job again."
    return 1
  }
  [ -z "$opened" ] || return 0
  gh pr create --repo "$GITHUB_REPOSITORY" --head "$branch" --base "$DEFAULT_BRANCH" --title "$title" \
    --body "What issue #$number says, as content; its answer there tells more. Closes #$number." || {
    say error "$branch is pushed, and no pull request could be opened for it: allow GitHub Actions to create pull requests \
(Settings, Actions, General), then run this job again."
    return 1
  }
}

case $deed in
  push)
    git add --all content
    if git diff --cached --quiet; then
      say notice "The default branch says all of issue $number already; nothing is proposed."
      exit
    fi
    git commit --quiet --message "$title"
    outcome=0
    try push || outcome=$?
    [ "$outcome" != 2 ] || exit 0
    [ "$outcome" = 0 ] && request
    ;;
  remove)
    try remove || [ $? = 2 ]
    ;;
esac
