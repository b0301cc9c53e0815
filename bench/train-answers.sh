#!/usr/bin/env bash
# Trains the answer detector's model anew, from nothing: generates the training sets and writes src/Parley.Agents/Answering/answer-model.json.
# Four draws of texts_a.json, two of texts_t.json and two of texts_u.json. bench/voicemail.sh scores other draws of texts_a.json; texts_v.json is not trained on.
#   bench/train-answers.sh             train; twenty minutes on two cores, most of it for the generator
#   bench/train-answers.sh thresholds  instead: search the thresholds for the model that is committed, on two more draws of texts_a.json and two of texts_v.json
#   bench/train-answers.sh validate    instead: train on all families of scripts but one, judge that one
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
tools=bench/voicemail
out=artifacts/voicemail/training
training=(a201 a202 a203 a204 t31 t32 u61 u62)
held=(a221 a222 v51 v52)
folders=()
[ "${1:-}" = thresholds ] && sets=("${held[@]}") || sets=("${training[@]}")
for set_name in "${sets[@]}"; do
  folder=$out/$set_name
  folders+=("$folder")
  if [ ! -s "$folder/transcripts.jsonl" ]; then
    python3 $tools/gen_corpus.py --config $tools/texts_"${set_name:0:1}".json --out "$folder" --cache artifacts/voicemail/tts --count 720 --seed "${set_name:1}" --jobs 2
    python3 $tools/sim_transcript.py --manifest "$folder/manifest.jsonl" --out "$folder/transcripts.jsonl" --seed "${set_name:1}"
  fi
done

run() { dotnet run -c Release --project bench/Parley.AnswerTraining -- "$@"; }
case "${1:-train}" in
  train) run train src/Parley.Agents/Answering/answer-model.json "${folders[@]}" ;;
  *) run "$1" "${folders[@]}" ;;
esac
