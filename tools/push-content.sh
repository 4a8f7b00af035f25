#!/bin/sh
# push-content.sh BRANCH [FOLDER WORDS]: commits what a run changed in FOLDER (content/) and pushes it to BRANCH.
# WORDS begin the commit's message (Fetch papers).
# Prints changed=true|false and sha=COMMIT, the commit to build, as GitHub's step outputs want them.
set -eu

branch=$1
folder=${2:-content}
words=${3:-Fetch papers}
GIT_AUTHOR_NAME="github-actions[bot]"
GIT_AUTHOR_EMAIL="41898282+github-actions[bot]@users.noreply.github.com"
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME
GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL

# What Git says where the server will take no push of ours, however often it is tried.
refusal='\(.*(declined|rule violations|protected branch).*\)$|GH006|GH013|[Pp]ermission .*denied|error: 403'

push() {
  answer=$(mktemp)
  trap 'rm -f "$answer"' EXIT
  for seconds in 0 5 15 45; do # somebody may push between our pull and our push
    sleep "$seconds"
    if git pull --quiet --rebase origin "$branch"; then
      LC_ALL=C git push --quiet origin "HEAD:$branch" 2>"$answer" && return
      cat "$answer"
      if grep -Eq "$refusal" "$answer"; then
        echo "push-content.sh: $branch refuses this push: it is protected, or the workflow may not write to it;" \
          "let the workflow push to $branch (GitHub: Settings, Rules), then run it again." >&2
        return 1
      fi
    fi
    git rebase --abort 2>/dev/null || true
  done
  echo "push-content.sh: $branch took no push, 4 times; the next run tries again." >&2
  return 1
}

if [ -e "$folder" ]; then git add --all "$folder"; fi
if git diff --cached --quiet; then
  echo "changed=false"
else
  git commit --quiet --message "$words, $(date -u '+%Y-%m-%d %H:%M') UTC"
  push >&2 # a conflict is told on standard output
  echo "changed=true"
fi
echo "sha=$(git rev-parse HEAD)"
