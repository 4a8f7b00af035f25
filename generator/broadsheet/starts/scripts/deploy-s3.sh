#!/bin/sh
# deploy.sh SITE: copies a site to $S3_TARGET (s3://bucket, or s3://bucket/folder); with DELETE=true it also removes what is there and
# not in the site. Needs the `aws` program and its keys (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION).
set -eu

site=${1:-site}
if [ -z "${S3_TARGET:-}" ]; then
  echo "deploy.sh: S3_TARGET is not set; name the bucket, as in s3://my-digest" >&2
  exit 1
fi
if [ -z "${AWS_ENDPOINT_URL:-}" ]; then unset AWS_ENDPOINT_URL; fi
if [ ! -f "$site/index.html" ]; then
  echo "deploy.sh: $site holds no site; run 'broadsheet build' first" >&2
  exit 1
fi
# First what pages load, then the pages, and last of all what is gone, so that no page lacks anything meanwhile.
aws s3 sync "$site" "$S3_TARGET" --exclude .broadsheet-files --exclude '*.html' --only-show-errors
aws s3 sync "$site" "$S3_TARGET" --exclude .broadsheet-files --only-show-errors
if [ "${DELETE:-}" = true ]; then
  aws s3 sync "$site" "$S3_TARGET" --exclude .broadsheet-files --delete --only-show-errors
fi
