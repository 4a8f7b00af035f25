#!/bin/sh
# canary.sh: renders build/docs with Zensical, the successor of our engine, and compares the number of
# pages. Exits with 1 where it fails or pages are missing: worth knowing, and no reason to stop.
set -eu

version=0.0.73
home=.cache/canary
python=${PYTHON:-.venv/bin/python}

if [ ! -d build/docs ]; then
  echo "canary: there is no build/docs; run 'make site' first" >&2
  exit 1
fi
if ! "$home/venv/bin/zensical" --version 2>/dev/null | grep -qxF "$version"; then
  rm -rf "$home/venv"
  "$python" -m venv "$home/venv"
  "$home/venv/bin/python" -m pip install --quiet --disable-pip-version-check "zensical==$version"
fi

# A site of its own: our theme and plugin are MkDocs's, the Markdown is for any engine.
rm -rf "$home/site" "$home/docs"
cp -R build/docs "$home/docs"
cat > "$home/mkdocs.yml" <<'END'
site_name: Canary
site_url: https://broadsheet.example/
docs_dir: docs
site_dir: site
nav: [index.md]
END
(cd "$home" && venv/bin/zensical build --clean --config-file mkdocs.yml)

# Zensical adds a page of its own, 404.html; ours is in our theme.
wanted=$(find "$home/docs" -name '*.md' | wc -l)
made=$(find "$home/site" -name '*.html' ! -path "$home/site/404.html" | wc -l)
echo "canary: Zensical $version made $((made)) pages of $((wanted))"
[ "$((made))" -eq "$((wanted))" ]
