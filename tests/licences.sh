#!/usr/bin/env bash
# Licences, sources and banned crates of everything linked in (deny.toml), by cargo-deny; installed where it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
deny=target/tools/bin/cargo-deny
if command -v cargo-deny >/dev/null; then
  deny=cargo-deny
elif [ ! -x "$deny" ]; then
  echo "Installing cargo-deny into target/tools"
  # Our own lints are not for its code.
  env -u RUSTC_WORKSPACE_WRAPPER -u RUSTFLAGS cargo install cargo-deny --locked --debug --quiet --root target/tools --target-dir target/tools/build
fi
"$deny" --log-level error check bans licenses sources
# Known weaknesses are looked up only where their database can be reached, and its absence is said.
"$deny" --log-level error check advisories 2>/dev/null || echo "advisories: not checked, or some were found; their database may be out of reach from here"
