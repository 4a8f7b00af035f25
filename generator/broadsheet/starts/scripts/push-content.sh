#!/bin/sh
# push-content.sh [--or-propose] BRANCH [FOLDER WORDS]: commits what a run changed in FOLDER (content/) and pushes it
# to BRANCH. WORDS begin the commit's message (Fetch papers). With --or-propose, where BRANCH is protected, it goes to
# the branch broadsheet/fetched, and a pull request (GitHub) or a merge request (GitLab) is opened.
# Prints changed=true|false and sha=COMMIT, the commit to build, as GitHub's step outputs want them.
#
# push-content.sh --resume BRANCH: takes up what waits in broadsheet/fetched to be merged, if anything does.
set -eu

waiting=broadsheet/fetched
GIT_AUTHOR_NAME="github-actions[bot]"
GIT_AUTHOR_EMAIL="41898282+github-actions[bot]@users.noreply.github.com"
if [ -n "${GITLAB_CI:-}" ]; then
  GIT_AUTHOR_NAME=Broadsheet
  GIT_AUTHOR_EMAIL="noreply@$CI_SERVER_HOST"
fi
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME
GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL

# What Git says where the server will take no push of ours, however often it is tried.
refusal='\(.*(declined|rule violations|protected branch).*\)$|GH006|GH013|not allowed to (push|upload)'
refusal="$refusal|[Pp]ermission .*denied|error: 403"

say() { echo "push-content.sh: $*" >&2; }

resume() {
  [ -n "$(git ls-remote --heads origin "$waiting")" ] || return 0
  if [ "$(git rev-parse --is-shallow-repository)" = true ]; then git fetch --quiet --unshallow origin "$branch"; fi
  git fetch --quiet origin "+refs/heads/$waiting:refs/remotes/origin/$waiting"
  if git merge --quiet --no-edit "refs/remotes/origin/$waiting" >&2; then return 0; fi
  git merge --abort
  say "what waits in $waiting cannot be joined with $branch; merge it by hand, or delete that branch."
}

is_resumed() { git merge-base --is-ancestor "refs/remotes/origin/$waiting" HEAD 2>/dev/null; }

# Returns 2 where the server refuses, and says nothing of it: the caller does.
push() {
  answer=$(mktemp)
  trap 'rm -f "$answer"' EXIT
  for seconds in 0 5 15 45; do # somebody may push between our pull and our push
    sleep "$seconds"
    if git pull --quiet --rebase origin "$branch"; then
      LC_ALL=C git push --quiet origin "HEAD:$branch" 2>"$answer" && return
      cat "$answer"
      if grep -Eq "$refusal" "$answer"; then return 2; fi
    fi
    git rebase --abort 2>/dev/null || true
  done
  say "$branch took no push, 4 times; the next run tries again."
  return 1
}

# Pushes to the branch that waits to be merged, and asks for that; returns 1 where this is refused, too.
propose() {
  if [ -n "${GITLAB_CI:-}" ]; then
    git push --quiet --force -o merge_request.create -o "merge_request.target=$branch" origin "HEAD:refs/heads/$waiting"
  else
    git push --quiet --force origin "HEAD:refs/heads/$waiting"
  fi || return 1
  warning="$branch is protected, so what was fetched waits in the branch $waiting"
  advice="merge it into $branch, or let the workflow push to $branch (GitHub: Settings, Rules)"
  if [ -n "${GITHUB_ACTIONS:-}" ]; then request; fi
  echo "${GITHUB_ACTIONS:+::warning::}$warning, and is published all the same; $advice."
}

# Opens a pull request, unless one is open; where that may not be, says how to allow it.
request() {
  opened=$(gh pr list --head "$waiting" --base "$branch" --state open --json number --jq '.[].number') || opened=
  [ -z "$opened" ] || return 0
  gh pr create --head "$waiting" --base "$branch" --title "Fetched papers" \
    --body "The branch $branch is protected. These papers are on the site already; merge them to keep them." ||
    advice="$advice; no pull request could be opened: allow it under Settings, Actions, General"
}

mode=
case $1 in
  --resume | --or-propose)
    mode=$1
    shift
    ;;
esac
branch=$1
folder=${2:-content}
words=${3:-Fetch papers}

if [ "$mode" = --resume ]; then
  resume
  exit
fi
if [ -e "$folder" ]; then git add --all "$folder"; fi
if git diff --cached --quiet; then
  echo "changed=false"
else
  git commit --quiet --message "$words, $(date -u '+%Y-%m-%d %H:%M') UTC"
  resumed=false
  if is_resumed; then resumed=true; fi
  outcome=0
  push >&2 || outcome=$? # a conflict is told on standard output
  if [ "$outcome" = 0 ]; then
    if [ "$resumed" = true ]; then git push --quiet origin --delete "$waiting" >&2 || true; fi
  elif [ "$outcome" != 2 ]; then
    exit 1
  elif [ "$mode" != --or-propose ] || ! propose >&2; then
    say "$branch refuses this push: it is protected, or the workflow may not write to it;" \
      "let the workflow push to $branch (GitHub: Settings, Rules; GitLab: Settings, CI/CD, Job token permissions)," \
      "then run it again."
    exit 1
  fi
  echo "changed=true"
fi
echo "sha=$(git rev-parse HEAD)"
