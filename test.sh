#!/usr/bin/env bash
# Installs what the tests need, builds, runs every test and ends with the line "N passed, N failed, N skipped".
# Arguments go to `dotnet test`, e.g. ./test.sh --filter-namespace Parley.Sip.Tests
set -u
cd "$(dirname "$0")"
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

fail() { echo "$1" >&2; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

command -v dotnet > /dev/null || fail "The .NET 10 SDK is missing: see README.md, 'What you need'."

# The peers that the end-to-end tests call: SIP stacks that are not ours, and the local voice.
missing=()
command -v sipp > /dev/null || missing+=(sip-tester)
command -v baresip > /dev/null || missing+=(baresip-core)
command -v kamailio > /dev/null || missing+=(kamailio)
ls /usr/lib/*/kamailio/modules/tls.so > /dev/null 2>&1 || missing+=(kamailio-tls-modules)
command -v espeak-ng > /dev/null || missing+=(espeak-ng)
command -v tshark > /dev/null || missing+=(tshark)
if [ ${#missing[@]} -gt 0 ]; then
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  echo "Installing ${missing[*]}"
  { $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}"; } > /dev/null < /dev/null \
    || fail "Could not install ${missing[*]}: install them by hand and run again."
  # The tests start their own kamailio; the package's service must not sit on the SIP port.
  command -v systemctl > /dev/null && $sudo systemctl disable --now kamailio > /dev/null 2>&1
fi

out=$(mktemp)
trap 'rm -f "$out"' EXIT
dotnet build -c Release -v quiet 2>&1 | tee "$out"
[ "${PIPESTATUS[0]}" -eq 0 ] || fail "The build failed."

dotnet test -c Release --no-build --no-progress "$@" 2>&1 | tee "$out"
status=${PIPESTATUS[0]}
count() { sed -nE "s/^  $1: ([0-9]+)\$/\1/p" "$out" | tail -n 1 | grep . || echo 0; }
failed=$(($(count failed) + $(count error)))
[ "$status" -ne 0 ] && [ "$failed" -eq 0 ] && failed=1
echo "$(count succeeded) passed, $failed failed, $(count skipped) skipped"
exit "$status"
