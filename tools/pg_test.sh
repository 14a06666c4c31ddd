#!/bin/bash
# Starts a PostgreSQL server of its own on a free port in a temporary folder, runs the command with FADU_TEST_PG set, stops it.
# Usage: tools/pg_test.sh cargo test -p fadu-store
# Debian: apt-get install postgresql gives /usr/lib/postgresql/*/bin. As root the server runs as user `postgres`.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "没有找到 PostgreSQL（apt-get install postgresql）" >&2; exit 3; }
dir=$(mktemp -d)
port=$(( 20000 + RANDOM % 20000 ))
as=()
if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; as=(runuser -u postgres --); fi
"${as[@]}" "$bin/initdb" -D "$dir/data" -A trust -U fadu --locale=C.UTF-8 -E UTF8 >"$dir.log" 2>&1
"${as[@]}" "$bin/pg_ctl" -D "$dir/data" -o "-c listen_addresses=127.0.0.1 -p $port -k $dir -c fsync=off" -l "$dir/log" -w start >>"$dir.log" 2>&1
trap '"${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$dir" "$dir.log"' EXIT
"${as[@]}" "$bin/createdb" -h 127.0.0.1 -p "$port" -U fadu fadu
export FADU_TEST_PG="postgres://fadu@127.0.0.1:$port/fadu"
"$@"
