#!/bin/sh
# Runs the first calls of README.md against a server with demo data: every call must succeed and say what README says.
# BASE_URL: where that server listens.
set -eu
cd "$(dirname "$0")/../.."
base=${BASE_URL:-http://127.0.0.1:8080}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# the block after the mark
awk '/^<!-- tests\/readme\/run.sh runs this block -->/ { marked = 1; next }
     marked && /^```sh$/ { inside = 1; next }
     inside && /^```$/ { exit }
     inside { print }' README.md | sed "s#http://127\\.0\\.0\\.1:8080#$base#" >"$folder/block.sh"
calls=$(grep -c 'curl ' "$folder/block.sh") || { echo 'README.md holds no marked block with calls' && exit 1; }

# a curl that also notes how each call went
cat >"$folder/run.sh" <<'SH'
set -eu
curl() {
    command curl -w '\n' "$@" && how=0 || how=$?
    echo "$how" >>"$folder/calls"
    return "$how"
}
. "$folder/block.sh"
SH
: >"$folder/calls"
export folder
sh "$folder/run.sh" >"$folder/out" || { cat "$folder/out"; echo 'a call of README.md failed'; exit 1; }

[ "$(grep -c '^0$' "$folder/calls")" = "$calls" ] || { cat "$folder/out"; echo "of $calls calls not all succeeded"; exit 1; }
for said in '"has_more":' '"id":"0192f000-0000-7000-8000-000000000c01"' '"as_of":"2026-06-01","counting":"claims"' '"programme":"KR-EPS-MFG"' '"findings":\['; do
    grep -q "$said" "$folder/out" || { cat "$folder/out"; echo "no answer says $said"; exit 1; }
done
echo "$calls calls of README.md work"
