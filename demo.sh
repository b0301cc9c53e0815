#!/usr/bin/env bash
# Installs what is missing, builds when something has changed, and calls a person, a voicemail and a busy line on a simulated phone network.
# Arguments go to `parley demo`: --keep leaves the server up afterwards, --help shows the rest.
set -eu
cd "$(dirname "$0")"
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_TieredPGO=0 # a demo is over before profiles pay

if ! command -v dotnet > /dev/null; then
  echo "The .NET 10 SDK is missing. Install it from https://dotnet.microsoft.com/download/dotnet/10.0, or with your distribution's packages (dotnet-sdk-10.0)." >&2
  exit 1
fi

if ! command -v espeak-ng > /dev/null; then
  echo "Installing espeak-ng, the local voice"
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  { $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends espeak-ng; } > /dev/null < /dev/null \
    || { echo "Could not install it. Run: apt-get install espeak-ng" >&2; exit 1; }
fi

parley=artifacts/bin/Parley.Cli/release/parley.dll
built=artifacts/demo.built
sources=(src samples Directory.Build.props Directory.Packages.props global.json .editorconfig)
if [ ! -f "$parley" ] || [ ! -f "$built" ] || [ -n "$(find "${sources[@]}" -newer "$built" -print -quit)" ]; then
  echo "Building (the first time takes a minute)"
  started=$(mktemp)
  dotnet build src/Parley.Cli -c Release -v quiet --nologo
  touch -r "$started" "$built" && rm -f "$started"
fi

exec dotnet "$parley" demo "$@"
