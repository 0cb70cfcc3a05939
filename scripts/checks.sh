# shellcheck shell=sh
# What ./dev test, lint, fuzz and bench do. Sourced by ./dev.
# shellcheck disable=SC2034,SC2154,SC2317,SC2329 # one script in several files; checks are called by `step`
# shellcheck source=scripts/tools.sh
. scripts/tools.sh
checks_passed=0 checks_skipped=0

step() { # step NAME COMMAND…: a command that fails ends the run
    name=$1
    shift
    printf '\n==> %s\n' "$name"
    began=$(date +%s)
    set +e
    (
        set -e
        "$@"
    )
    status=$?
    set -e
    took=$(($(date +%s) - began))
    if [ $status != 0 ]; then
        printf '\nFAILED: %s (%s s)\nchecks: %s passed, 1 failed\n' "$name" $took $checks_passed
        exit 1
    fi
    checks_passed=$((checks_passed + 1))
    printf 'ok: %s (%s s)\n' "$name" $took
}

test() {
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    all=$(date +%s)
    python_tools
    node_tools
    pg_prepare test
    build
    step 'formatting' cargo fmt --all --check
    step 'purity of the rooms' purity
    step 'licences' licences
    # shellcheck disable=SC2086
    step 'clippy' cargo clippy --locked --workspace --all-targets $cargo_features -- -D warnings
    # shellcheck disable=SC2086
    RUSTDOCFLAGS='-D warnings' step 'documentation' cargo doc --locked --workspace --no-deps -q $cargo_features
    step 'tests' with_cluster test tests
    # shellcheck disable=SC2086
    step 'examples in the documentation' cargo test --locked --workspace --doc -q $cargo_features
    contract
    step 'private database: kills, races, strange places' scripts/test-postgres.sh
    step 'README: first calls' with_server tests/readme/run.sh
    browser
    step 'contract against a running server' with_server fuzz_server
    printf '\nall in %s s\n' $(($(date +%s) - all))
    printf 'checks: %s passed, 0 failed, %s skipped\n' $checks_passed $checks_skipped
}

ci() {
    export CI=true
    test
}

lint() {
    python_tools
    node_tools
    build
    step 'formatting' cargo fmt --all --check
    # shellcheck disable=SC2086
    step 'clippy' cargo clippy --locked --workspace --all-targets $cargo_features -- -D warnings
    contract
}

contract() {
    step 'openapi.yaml is what the program says' "$program" openapi --check
    step 'openapi.yaml is OpenAPI' python_tool openapi-spec-validator openapi.yaml
    step 'openapi.yaml is good style (redocly)' redocly lint openapi.yaml
}

purity() { # domain knows rules only; diesel is known to persistence only
    cargo tree --locked -p domain -e normal --prefix none >target/tree
    if grep -E '^(diesel|actix-web|tokio|serde_json) ' target/tree; then
        echo 'domain must not depend on these' && return 1
    fi
    cargo tree --locked --workspace -e normal -i diesel --depth 1 --prefix none >target/tree
    if grep -vE '^(diesel|diesel_migrations|persistence) |^$' target/tree; then
        echo 'only persistence may depend on diesel' && return 1
    fi
}

licences() { # in a file, so that a cargo that fails does not pass for an empty list
    cargo metadata --locked --format-version 1 >target/metadata.json
    "$python" scripts/licences.py <target/metadata.json
}

with_cluster() { # with_cluster KIND COMMAND…: with a database of its own, gone afterwards
    trap pg_leave EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    pg_start "$1"
    shift
    pg_ready
    "$@"
}

tests() {
    export TEST_DATABASE_URL="$pg_admin_url"
    # shellcheck disable=SC2086
    if cargo nextest --version >/dev/null 2>&1; then
        cargo nextest run --locked --workspace $cargo_features
    else
        cargo test --locked --workspace --lib --bins --tests $cargo_features
    fi
}

with_server() { with_cluster check serve_for "$@"; }
serve_for() { # serve_for COMMAND…: against a server with demo data; sets BASE_URL
    export VAR_DIR="$ROOT/target/check"
    server=''
    trap 'end_server; pg_leave; rm -rf "$VAR_DIR"' EXIT
    rm -rf "$VAR_DIR" && mkdir -p "$VAR_DIR"
    export DATABASE_URL="$pg_server_url"
    DATABASE_OWNER_URL=$pg_owner_url "$program" migrate
    DATABASE_OWNER_URL=$pg_owner_url "$program" demo
    BIND=127.0.0.1:$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    export BIND BASE_URL="http://$BIND"
    # one address makes all requests here
    PUBLIC_RATE=100000 "$program" serve --demo >target/check-server.log 2>&1 &
    server=$!
    "$python" - "$BASE_URL/openapi.json" <<'PY' || { tail -n 20 target/check-server.log; echo 'the server does not answer'; return 1; }
import sys, time, urllib.request
for _ in range(100):
    try:
        sys.exit(urllib.request.urlopen(sys.argv[1], timeout=5).status != 200)
    except OSError:
        time.sleep(0.2)
sys.exit(1)
PY
    "$@"
}

browser() {
    if find_browser; then
        step 'Swagger UI in a browser' with_server "$node" tests/browser/swagger.cjs
    elif [ "${CI:-}" = true ]; then
        die 'Chromium is missing, and it could not be installed'
    else
        checks_skipped=$((checks_skipped + 1))
        say 'SKIPPED: Swagger UI in a browser, because there is no Chromium here (CHROMIUM=path names one)'
    fi
}

fuzz() {
    FUZZ_EXAMPLES=${1:-${FUZZ_EXAMPLES:-100}}
    python_tools
    build
    step 'contract against a running server' with_server fuzz_server
}

# No 5xx, no answer that the contract does not describe: once without a log-in, once as each of the people in
# scripts/fuzz-people.txt. They and their database are thrown away afterwards.
fuzz_server() {
    seed=${FUZZ_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
    examples=${FUZZ_EXAMPLES:-10}
    sed '/^#/d; /^ *$/d' scripts/fuzz-people.txt >target/people
    [ -s target/people ] || { echo 'scripts/fuzz-people.txt names nobody' && return 1; }
    echo "as nobody, $examples examples an operation (again the same: FUZZ_SEED=$seed ./dev fuzz $examples)"
    schemathesis_run nobody
    while read -r FUZZ_NAME FUZZ_PASSWORD; do
        export FUZZ_NAME FUZZ_PASSWORD
        echo "as $FUZZ_NAME"
        schemathesis_run "$FUZZ_NAME" </dev/null
    done <target/people
}
schemathesis_run() ( # in a folder below target, where it leaves its notes
    mkdir -p target/fuzz
    if [ "$1" = nobody ]; then # without [auth…], which is last in it
        sed '/^\[auth/,$d' schemathesis.toml >target/fuzz/schemathesis.toml
    else
        cp schemathesis.toml target/fuzz/schemathesis.toml
    fi
    cd target/fuzz
    python_tool schemathesis --config-file schemathesis.toml run "$BASE_URL/openapi.json" --seed "$seed" \
        --max-examples "$examples" --phases "${FUZZ_PHASES:-examples,coverage,fuzzing}" --generation-database none --no-color \
        --checks not_a_server_error,response_schema_conformance,status_code_conformance,content_type_conformance
)

bench() { # in a release build; no database
    find_libpq
    # shellcheck disable=SC2086
    cargo bench --locked -p persistence $cargo_features --bench overview -- "$@"
}
