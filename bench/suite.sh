#!/usr/bin/env bash
# Runs the whole test suite and prints how long it takes, in all and per project. Arguments go to ./test.sh.
set -uo pipefail
cd "$(dirname "$0")/.."
out=artifacts/suite.log
mkdir -p artifacts
echo "load before: $(cut -d' ' -f1-3 /proc/loadavg 2> /dev/null || echo unknown), $(nproc) processors"
./test.sh "$@" > "$out" 2>&1
status=$?

# What `dotnet test` says of each project, and of all together: "... Parley.Sip.Tests.dll (net10.0|x64) passed (1m 13s 380ms)".
seconds() { awk '{ s = 0; for (i = 1; i <= NF; i++) { if ($i ~ /ms$/) s += $i / 1000; else if ($i ~ /m$/) s += 60 * $i; else if ($i ~ /h$/) s += 3600 * $i; else s += $i } printf "%.1f", s }' <<< "$1"; }
printf '\n| project | seconds |\n| --- | ---: |\n'
sed -nE 's/^.*\/Parley\.([A-Za-z]+)\.Tests\.dll \([^)]*\) [a-z ]+.*\(([0-9hms ]+)\)$/\1|\2/p' "$out" | while IFS='|' read -r project took; do
  printf '%s %s\n' "$(seconds "$took")" "$project"
done | sort -rn | while read -r took project; do printf '| %s | %s |\n' "$project" "$took"; done
whole=$(sed -nE 's/^  duration: (.+)$/\1/p' "$out" | tail -n 1)
[ -n "$whole" ] && printf '| **the whole suite** | **%s** |\n' "$(seconds "$whole")"
printf '\n%s\n' "$(tail -n 1 "$out")"
[ "$status" -eq 0 ] || echo "Not all is well; the whole output is in $out" >&2
exit "$status"
