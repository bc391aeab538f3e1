#!/usr/bin/env bash
# Builds for release, then measures. Everything runs on this machine's loopback and stops by itself.
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in wrk nginx python3; do
  command -v "$tool" >/dev/null || { echo "make bench needs $tool: apt-get install wrk nginx-light python3" >&2; exit 1; }
done
cargo build --release --quiet
python3 bench/measure.py "${WEFT_BIN:-target/release/weft}"
python3 bench/year.py "${WEFT_BIN:-target/release/weft}"
python3 bench/load.py "${WEFT_BIN:-target/release/weft}"
python3 bench/forms.py "${WEFT_BIN:-target/release/weft}"
python3 bench/learning.py "${WEFT_BIN:-target/release/weft}"
python3 bench/users.py "${WEFT_BIN:-target/release/weft}"
