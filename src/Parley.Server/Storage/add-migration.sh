#!/usr/bin/env bash
# Makes a migration of each database from what has changed in the model: Storage/add-migration.sh NAME
set -eu
[ $# = 1 ] || { echo "usage: $0 NAME" >&2; exit 2; }
cd "$(dirname "$0")/../../.."
dotnet tool restore > /dev/null
dotnet build src/Parley.Server -v quiet
for database in Sqlite Postgres; do
  dotnet ef migrations add "$1" --no-build --project src/Parley.Server --context "${database}DbContext" --output-dir "Storage/Migrations/$database"
done
