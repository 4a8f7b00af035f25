#!/bin/sh
# build.sh: what a host runs that builds the site itself.
set -eu
sh .broadsheet/install.sh
# Netlify says the address that the site has there, a domain of one's own included.
if [ "${NETLIFY:-}" = true ]; then export SITE_URL="$URL/"; fi
broadsheet check
broadsheet build
rm -f site/.broadsheet-files # a list for the next build, which begins anew here
