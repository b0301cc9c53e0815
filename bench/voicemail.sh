#!/usr/bin/env bash
# Generates labelled callees, lets `parley classify` judge them, and prints the scorer's table: from sound alone and with a simulated recogniser.
#   bench/voicemail.sh                 seed 1 in full, then the spread over five seeds; some 15 minutes on two cores
#   bench/voicemail.sh 1               seed 1 only
#   CONFIG=texts_t.json bench/voicemail.sh 39     other scripts, voices and beeps (those of training, another draw)
# Needs python3, sox, espeak-ng and flite: apt-get install -y --no-install-recommends python3 sox libsox-fmt-all espeak-ng flite
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
tools=bench/voicemail
config=${CONFIG:-texts_a.json}
profile=${PROFILE:-balanced}
out=artifacts/voicemail
[ $# -gt 0 ] || set -- 1 101 102 103 104
for tool in python3 sox espeak-ng flite; do
  command -v "$tool" > /dev/null || { echo "$tool is missing; see the head of $0" >&2; exit 2; }
done

dotnet build src/Parley.Cli -c Release -v quiet -clp:ErrorsOnly
reports=()
for seed in "$@"; do
  set_folder=$out/${config%.json}-$seed
  if [ ! -s "$set_folder/manifest.jsonl" ]; then
    python3 $tools/gen_corpus.py --config $tools/"$config" --out "$set_folder" --cache $out/tts --count "${COUNT:-720}" --seed "$seed" --jobs 2
  fi
  python3 $tools/sim_transcript.py --manifest "$set_folder/manifest.jsonl" --out "$set_folder/transcripts.jsonl" --seed "$seed"
  for ears in sound words; do
    words=()
    [ $ears = sound ] || words=(--transcripts "$set_folder/transcripts.jsonl")
    artifacts/bin/Parley.Cli/release/parley classify "$set_folder" "${words[@]}" --profile "$profile" --jsonl "$set_folder.$ears.jsonl"
    python3 $tools/score.py --manifest "$set_folder/manifest.jsonl" --pred "$set_folder.$ears.jsonl" --json "$set_folder.$ears.json" --by-category > "$set_folder.$ears.txt"
    [ "$seed" != "$1" ] || cat "$set_folder.$ears.txt"
    reports+=("$set_folder.$ears.json")
  done
done
python3 $tools/spread.py "${reports[@]}"
