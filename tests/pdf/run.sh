#!/usr/bin/env bash
# Every PDF the program makes, through the checkers: the published documents of the example, and the samples that the
# typesetting tests leave in target/tmp, with the certificate that the tests of completion leave there.
set -euo pipefail
cd "$(dirname "$0")/../.."
weft=${WEFT_BIN:-target/debug/weft}
folder=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
WEFT_LOG=error "$weft" demo --data "$folder/data" --port "$port" >"$folder/demo.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 300); do
  grep -q 'Sign in at' "$folder/demo.log" && break
  kill -0 $server 2>/dev/null || { cat "$folder/demo.log" >&2; exit 1; }
  sleep 0.2
done
"$weft" publish evaluation-report --session 2022-23 --format pdf -o "$folder/evaluation-report.pdf" --data "$folder/data"
"$weft" publish collaborative-framework --session 2025-26 --format pdf -o "$folder/collaborative-framework.pdf" --data "$folder/data"
"$weft" publish committee-report --session 2025-26 --authority east-renfrewshire --format pdf -o "$folder/committee-report.pdf" --data "$folder/data"
"$weft" publish plan-on-a-page --session 2025-26 --format pdf -o "$folder/plan-on-a-page.pdf" --data "$folder/data"
"$weft" publish plan-on-a-page --session 2022-23 --format pdf -o "$folder/plan-on-a-page-2022-23.pdf" --data "$folder/data"
"$weft" publish highlight --session 2025-26 --format pdf -o "$folder/highlight.pdf" --data "$folder/data"
for paper in minutes pack; do
  python3 -c 'import sys, urllib.request; urllib.request.urlretrieve(sys.argv[1], sys.argv[2])' \
    "http://localhost:$port/meetings/overview-group-2025-26-1/$paper.pdf" "$folder/$paper.pdf"
done
PATH="$PWD/target/pdf-tools/bin:$PATH" PYTHONPATH="$PWD/target/pdf-tools" python3 tests/pdf/check.py "$folder"/*.pdf target/tmp/*.pdf
"$weft" check --data "$folder/data"
