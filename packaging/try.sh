#!/usr/bin/env bash
# Builds the package, installs it into a folder, starts the daemon that it holds, and has its units verified and scored.
set -euo pipefail
cd "$(dirname "$0")/.."

exposure=20 # tenths; the most that systemd-analyze security may find, of 100

make -s packages
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
dpkg-deb -x out/tidings_*_"$(go env GOARCH)".deb "$root"

# The daemon of the package serves the configuration of the package, filled in, and stops when told.
cat >"$root/etc/tidings/sources.yaml" <<YAML
feeds: [https://feed.invalid/]
smtp: {host: 127.0.0.1, port: 2525}
delivery: {from: Paper <paper@example.com>}
subscribers: [me@example.com]
state: $root/var/lib/tidings
YAML
"$root/usr/bin/tidings" check --config "$root/etc/tidings"
"$root/usr/bin/tidings" serve --config "$root/etc/tidings" 2>"$root/log" &
daemon=$!
for _ in $(seq 100); do
  grep -q '"msg":"feeds gathered"' "$root/log" && break
  sleep .1
done
grep -q '"msg":"serving"' "$root/log"
"$root/usr/bin/tidings" status --config "$root/etc/tidings"
kill -TERM $daemon
wait $daemon
grep -q '"msg":"stopped"' "$root/log"

if command -v systemd-analyze >/dev/null; then
  for unit in tidings.service tidings-send.service; do
    systemd-analyze security --offline=true --threshold="$exposure" --no-pager "$root/usr/lib/systemd/system/$unit" | tail -1
  done
  mkdir "$root/units" # the program is not in its place here, and the manual not installed
  for unit in "$root"/usr/lib/systemd/system/*; do
    sed "s|^ExecStart=|&$root|" "$unit" >"$root/units/${unit##*/}"
  done
  systemd-analyze verify --man=no "$root"/units/*
else
  echo "units not verified: there is no systemd-analyze here"
fi
echo "package: installed, served, stopped"
