#!/usr/bin/env bash
# Trains the answer detector's model anew, from nothing: generates the training sets and writes src/Parley.Agents/Answering/answer-model.json.
# Six draws of the scripts and voices of texts_t.json and two of texts_u.json; nothing of texts_a.json, which bench/voicemail.sh scores, nor of texts_v.json.
#   bench/train-answers.sh             train; half an hour on two cores, most of it for the generator
#   bench/train-answers.sh validate    instead: train on one family of scripts, judge the other, and search the thresholds there
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
tools=bench/voicemail
out=artifacts/voicemail/training
folders=()
for set_name in t31 t32 t33 t34 t35 t36 u61 u62; do
  folder=$out/$set_name
  folders+=("$folder")
  if [ ! -s "$folder/transcripts.jsonl" ]; then
    python3 $tools/gen_corpus.py --config $tools/texts_"${set_name:0:1}".json --out "$folder" --cache artifacts/voicemail/tts --count 720 --seed "${set_name:1}" --jobs 2
    python3 $tools/sim_transcript.py --manifest "$folder/manifest.jsonl" --out "$folder/transcripts.jsonl" --seed "${set_name:1}"
  fi
done

run() { dotnet run -c Release --project bench/Parley.AnswerTraining -- "$@"; }
if [ "${1:-}" = validate ]; then
  run validate "${folders[@]}"
else
  run train src/Parley.Agents/Answering/answer-model.json "${folders[@]}"
fi
