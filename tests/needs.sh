#!/usr/bin/env bash
# What the tests need beyond Rust and Node: a browser, PostgreSQL's programs, and the PDF checkers.
# As root on Debian they are installed; elsewhere one line says what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=()
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || packages+=(chromium)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages+=(postgresql)
command -v pdftotext >/dev/null || packages+=(poppler-utils)
command -v python3 >/dev/null || packages+=(python3)
python3 -m pip --version >/dev/null 2>&1 || packages+=(python3-pip)

if [ ${#packages[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${packages[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
  else
    echo "The tests need these packages: ${packages[*]}. Install them (apt-get install ${packages[*]}) and try again." >&2
    exit 1
  fi
fi

# The PDF checkers live in a folder of the build, never in the system.
if [ ! -e target/pdf-tools/.made ] || [ tests/pdf/requirements.txt -nt target/pdf-tools/.made ]; then
  python3 -m pip install --quiet --disable-pip-version-check --no-warn-script-location --upgrade \
    --target target/pdf-tools -r tests/pdf/requirements.txt 2>&1 | grep -v WARNING || true
  touch target/pdf-tools/.made
fi
