#!/bin/sh
# canary.sh: tries the engines that may come after MkDocs, each in an environment that is thrown away.
# Zensical, its successor, renders build/docs, and the pages are counted. ProperDocs, a fork of MkDocs, builds the
# same site as MkDocs, once by its own command and once for ours where MkDocs is not installed. Exits with 1 where one
# of them fails: worth knowing, and no reason to stop.
set -u

zensical=0.0.73
properdocs=1.6.7
home=.cache/canary
python=${PYTHON:-.venv/bin/python}

say() {
  echo "canary: $*"
}

# Makes the environment $1 with the packages after it, unless it is there and complete.
environment() {
  folder=$home/$1
  shift
  [ "$(cat "$folder/.complete" 2>/dev/null)" = "$*" ] && return
  rm -rf "$folder"
  "$python" -m venv "$folder" &&
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@" &&
    echo "$*" > "$folder/.complete"
}

try_zensical() {
  environment zensical "zensical==$zensical" || return
  # A site of its own: our theme and plugin are MkDocs's, the Markdown is for any engine.
  site=$home/zensical-site
  rm -rf "$site"
  mkdir -p "$site"
  cp -R build/docs "$site/docs"
  cat > "$site/mkdocs.yml" <<'END'
site_name: Canary
site_url: https://broadsheet.example/
docs_dir: docs
site_dir: site
nav: [index.md]
END
  program=$(cd "$home/zensical/bin" && pwd)/zensical
  (cd "$site" && "$program" build --clean --config-file mkdocs.yml) || return
  # Zensical adds a page of its own, 404.html; ours is in our theme.
  wanted=$(find "$site/docs" -name '*.md' | wc -l)
  made=$(find "$site/site" -name '*.html' ! -path "$site/site/404.html" | wc -l)
  say "Zensical $zensical made $((made)) pages of $((wanted))"
  [ "$((made))" -eq "$((wanted))" ]
}

try_properdocs() {
  environment properdocs "properdocs==$properdocs" || return
  here=$(pwd)
  bin=$here/$home/properdocs/bin
  # From a copy, since setuptools leaves files where it builds.
  rm -rf "$home/source"
  mkdir "$home/source"
  cp -R pyproject.toml README.md LICENSE generator "$home/source"
  pip="$bin/python -m pip --quiet --disable-pip-version-check"
  $pip install --require-hashes --requirement generator/broadsheet/starts/requirements.lock || return
  $pip install --no-deps --force-reinstall "./$home/source" || return
  # By its own command, as MkDocs's would: the same pages, but for the line that names who made them.
  for engine in mkdocs properdocs; do
    NO_MKDOCS_2_WARNING=1 SOURCE_DATE_EPOCH=0 "$bin/python" -m "$engine" build --quiet --strict \
      --config-file mkdocs.yml --site-dir "$here/$home/$engine-site" || return
    find "$home/$engine-site" -name '*.html' -exec sed -i '/<meta name="generator"/d' {} +
    rm -f "$home/$engine-site/sitemap.xml.gz" # holds the time at which it was packed
  done
  diff --recursive --brief "$home/mkdocs-site" "$home/properdocs-site" || return
  say "ProperDocs $properdocs makes the site that MkDocs makes"
  # And in the place of MkDocs, for 'broadsheet build': all files of the site, from a copy.
  rm -rf "$home/properdocs-root"
  mkdir "$home/properdocs-root"
  cp -R mkdocs.yml content "$home/properdocs-root"
  $pip uninstall --yes mkdocs || return
  "$bin/broadsheet" build --root "$home/properdocs-root" || return
  wanted=$(find site -name '*.html' ! -path 'site/docs/*' | wc -l)
  made=$(find "$home/properdocs-root/site" -name '*.html' | wc -l)
  say "ProperDocs $properdocs in MkDocs's place made $((made)) pages of $((wanted))"
  [ "$((made))" -eq "$((wanted))" ]
}

if [ ! -d build/docs ] || [ ! -d site ]; then
  echo "canary: there is no build/docs or no site; run 'make site' first" >&2
  exit 1
fi
mkdir -p "$home"
failed=0
for engine in zensical properdocs; do
  if ! "try_$engine"; then
    say "$engine: failed; see above"
    failed=1
  fi
done
exit "$failed"
