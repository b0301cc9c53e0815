#!/usr/bin/env bash
# Installs what the tests need, builds, runs every test, runs those that use the database again on a PostgreSQL of its own, and ends with the line
# "N passed, N failed, N skipped", which counts both runs. Arguments go to `dotnet test`, e.g. ./test.sh --filter-namespace Parley.Sip.Tests
set -u
cd "$(dirname "$0")"
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

fail() { echo "$1" >&2; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

command -v dotnet > /dev/null || fail "The .NET 10 SDK is missing: see README.md, 'What you need'."

# The peers that the end-to-end tests call: SIP stacks that are not ours, and the local voice. And the second database.
missing=()
command -v sipp > /dev/null || missing+=(sip-tester)
command -v baresip > /dev/null || missing+=(baresip-core)
command -v kamailio > /dev/null || missing+=(kamailio)
ls /usr/lib/*/kamailio/modules/tls.so > /dev/null 2>&1 || missing+=(kamailio-tls-modules)
command -v espeak-ng > /dev/null || missing+=(espeak-ng)
command -v tshark > /dev/null || missing+=(tshark)
ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || missing+=(postgresql)
if [ ${#missing[@]} -gt 0 ]; then
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  echo "Installing ${missing[*]}"
  { $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}"; } > /dev/null < /dev/null \
    || fail "Could not install ${missing[*]}: install them by hand and run again."
  # The tests start their own kamailio and PostgreSQL; the packages' services must not sit on the SIP port, nor run for nothing.
  for service in kamailio postgresql; do
    [[ " ${missing[*]} " == *" $service "* ]] && command -v systemctl > /dev/null && $sudo systemctl disable --now "$service" > /dev/null 2>&1
  done
fi

out=$(mktemp)
postgres=
trap 'stop_postgres; rm -f "$out"' EXIT

# A PostgreSQL in a temp folder, reached through a socket there: no port, no password, nobody else's data. PostgreSQL does not run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
postgres_bin() { ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1; }
start_postgres() {
  postgres=$(mktemp -d /tmp/parley-postgres.XXXXXX)
  [ "$(id -u)" != 0 ] || chown postgres "$postgres"
  as_postgres "$(postgres_bin)/initdb" -D "$postgres/data" -U parley -A trust -E UTF8 --locale=C --no-sync > "$postgres.log" 2>&1 \
    && as_postgres "$(postgres_bin)/pg_ctl" start -D "$postgres/data" -w -s -l "$postgres/log" \
      -o "-k $postgres -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=200" >> "$postgres.log" 2>&1 < /dev/null \
    || { cat "$postgres.log" "$postgres/log" >&2 2> /dev/null; fail "PostgreSQL does not start."; }
}
stop_postgres() {
  [ -n "$postgres" ] || return
  as_postgres "$(postgres_bin)/pg_ctl" stop -D "$postgres/data" -m immediate -s > /dev/null 2>&1
  rm -rf "$postgres" "$postgres.log"
}

passed=0 failed=0 skipped=0 status=0
# One project after the other: calls in real time do not share the machine with others' load.
run_tests() {
  dotnet test -c Release --no-build --no-progress --max-parallel-test-modules 1 "$@" 2>&1 | tee "$out"
  local code=${PIPESTATUS[0]} bad
  bad=$(($(count failed) + $(count error)))
  [ "$code" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
  passed=$((passed + $(count succeeded))) failed=$((failed + bad)) skipped=$((skipped + $(count skipped)))
  [ "$code" -eq 0 ] || status=$code
}
count() { sed -nE "s/^  $1: ([0-9]+)\$/\1/p" "$out" | tail -n 1 | grep . || echo 0; }

dotnet build -c Release -v quiet 2>&1 | tee "$out"
[ "${PIPESTATUS[0]}" -eq 0 ] || fail "The build failed."

run_tests "$@"

# Again on PostgreSQL, unless the arguments name other projects.
project=(--project tests/Parley.Server.Tests)
[[ " $* " =~ \ --(project|solution|test-modules)[\ =] ]] && project=()
again=(--filter-not-trait Database=fixed)
[[ " $* " == *" --filter-query"* ]] && again=()
if [[ "${project[*]} $*" == *Parley.Server.Tests* ]]; then
  start_postgres
  echo "Again on PostgreSQL:"
  PARLEY_TEST_POSTGRES="Host=$postgres;Username=parley;Database=postgres" run_tests "${project[@]}" "${again[@]}" --ignore-exit-code 8 "$@"
fi

echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
