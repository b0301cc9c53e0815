#!/usr/bin/env bash
# Runs the benchmarks and prints their table. Arguments go to BenchmarkDotNet; without any, all run as a short job.
#   bench/run.sh                                  all, some minutes
#   bench/run.sh --filter '*Sip*' --job Default   the SIP ones, with tighter error margins
#   bench/run.sh calls                            set-up and tear-down against sipp (also: legs, simulation, invite; see README.md)
#   bench/run.sh start                            how long a start takes through HTTP, at 50 a second for 20 s
#   bench/run.sh conversations                    whole agent calls over UDP: what they cost, departures, barge-in, own share of a turn, prepared greetings, collections
#   bench/run.sh vad [silero_vad.onnx]            how well voice is told from noise, by loudness and shape, and by the Silero model
#   bench/run.sh suite                            how long the whole test suite takes, in all and per project
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

[ "${1:-}" != suite ] || exec bench/suite.sh "${@:2}"
case "${1:-}" in
    start) dotnet build -c Release -v q --nologo src/Parley.Cli && exec dotnet run -c Release --project bench/Parley.Benchmarks -- "$@" ;;
    vad | conversations) exec dotnet run -c Release --project bench/Parley.Benchmarks -- "$@" ;;
    calls | legs | simulation | invite) exec dotnet run -c Release --project bench/Parley.Benchmarks -- "$@" ;;
esac
[ $# -gt 0 ] || set -- --filter '*' --job Short
out=artifacts/benchmarks
rm -rf "$out/results"
dotnet run -c Release --project bench/Parley.Benchmarks -- "$@" --artifacts "$out" > "$out.log" 2>&1 \
  || { tail -n 40 "$out.log" >&2; echo "The benchmarks did not run; all of it is in $out.log" >&2; exit 1; }
cat "$out"/results/*-report-github.md
! grep -q "Benchmarks with issues" "$out"/results/*-report-github.md || { echo "Some did not run; see $out.log" >&2; exit 1; }
