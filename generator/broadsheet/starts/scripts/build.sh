#!/bin/sh
# build.sh: what a host runs that builds the site itself.
set -eu
sh .broadsheet/install.sh
broadsheet check
broadsheet build
rm -f site/.broadsheet-files # a list for the next build, which begins anew here
