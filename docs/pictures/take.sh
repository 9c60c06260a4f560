#!/usr/bin/env bash
# Takes the README's picture from the demo's edition; needs Chromium.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$here/../../.venv/bin/digest" demo "$work/demo" >/dev/null
"${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
  --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$work/profile" \
  --window-size=680,1180 --screenshot="$here/edition.png" "file://$work/demo/build/2026-12/email.html" 2>/dev/null
echo "$here/edition.png"
