#!/bin/sh
# deploy.sh SITE: copies a site to $RSYNC_TARGET (user@host:/folder, or a folder); with DELETE=true it also removes what is there and
# not in the site. Needs rsync. In a workflow, SSH_PRIVATE_KEY and SSH_KNOWN_HOSTS say who we are and whom we trust.
set -eu

site=${1:-site}
if [ -z "${RSYNC_TARGET:-}" ]; then
  echo "deploy.sh: RSYNC_TARGET is not set; name the folder, as in user@host:/var/www/digest" >&2
  exit 1
fi
if [ ! -f "$site/index.html" ]; then
  echo "deploy.sh: $site holds no site; run 'broadsheet build' first" >&2
  exit 1
fi
if [ -n "${SSH_PRIVATE_KEY:-}" ]; then
  keys=$(mktemp -d)
  trap 'rm -rf "$keys"' EXIT
  umask 077
  printf '%s\n' "$SSH_PRIVATE_KEY" >"$keys/key"
  printf '%s\n' "${SSH_KNOWN_HOSTS:-}" >"$keys/known_hosts"
  RSYNC_RSH="ssh -i $keys/key -o IdentitiesOnly=yes -o UserKnownHostsFile=$keys/known_hosts"
  export RSYNC_RSH
fi
set -- --archive --copy-links --checksum --delay-updates
if [ "${DELETE:-}" = true ]; then set -- "$@" --delete-after; fi
rsync "$@" --exclude /.broadsheet-files "$site/" "$RSYNC_TARGET/"
