#!/bin/sh
# Tests of the private database (scripts/postgres.sh) by the way a user meets it: ./dev run, in throw-away checkouts, with
# a stand-in for cargo and for the program. Only what must survive a kill, a race or a strange place is tested.
set -u
here=$(cd "$(dirname "$0")/.." && pwd -P)
work=$(mktemp -d /tmp/bontang-pmi-test.XXXXXX)
chmod 755 "$work"
passed=0 failed=0
unset DATABASE_URL DATABASE_OWNER_URL VAR_DIR
# shellcheck disable=SC2317 # called by the trap
clean() {
    for checkout in "$work"/*/dev "$work"/*/*/dev; do [ ! -x "$checkout" ] || "$checkout" stop; done >/dev/null 2>&1
    rm -rf "$work"
    rmdir /var/lib/bontang-pmi 2>/dev/null
}
trap clean EXIT
trap 'exit 130' INT TERM HUP

mkdir "$work/bin"
printf '#!/bin/sh\n' >"$work/bin/cargo"
cp "$work/bin/cargo" "$work/bin/cc"
chmod +x "$work/bin/cargo" "$work/bin/cc"
PATH=$work/bin:$PATH

checkout() { # checkout FOLDER: sets co
    co=$work/$1
    mkdir -p "$co/target/debug"
    cp -R "$here/dev" "$here/scripts" "$co/"
    cat >"$co/target/debug/bontang-pmi" <<'PROGRAM'
#!/bin/sh
sql() { "$PSQL" -XqAt -v ON_ERROR_STOP=1 "$1" -c "$2"; }
case $1 in
migrate) sql "$DATABASE_OWNER_URL" 'CREATE TABLE IF NOT EXISTS proof (n int); GRANT SELECT, INSERT ON proof TO bontang_server' ;;
demo) sql "$DATABASE_OWNER_URL" 'TRUNCATE proof; INSERT INTO proof VALUES (1)' ;;
serve)
    trap 'sql "$DATABASE_URL" "SELECT count(*) FROM proof" >at-end; exit 0' TERM
    sql "$DATABASE_URL" 'INSERT INTO proof VALUES (2)' || exit
    echo "$DATABASE_URL" >"url-$BIND"
    echo $$ >"pid-$BIND"
    while :; do sleep 0.1; done
    ;;
esac
PROGRAM
    chmod +x "$co/target/debug/bontang-pmi"
}
# The stand-in's client comes with the server, which may be the wheel of the checkout that is tested
# shellcheck disable=SC2034,SC2154
PG_BIN_DIR=$(
    ROOT=$here
    # shellcheck source=scripts/lib.sh
    . "$here/scripts/lib.sh"
    # shellcheck source=scripts/postgres.sh
    . "$here/scripts/postgres.sh"
    pg_names test
    pg_find_bin || { install_postgres && pg_find_bin; } || exit
    echo "$pg_bin"
) || exit
PSQL=$PG_BIN_DIR/psql
export PG_BIN_DIR PSQL

run() { # run NAME: ./dev run in the background, until it serves; sets dev and program
    rm -f "$co/pid-$1"
    (cd "$co" && BIND=$1 MARK=never-to-be-seen exec ./dev run) >"$co/out-$1" 2>&1 &
    dev=$!
    wait_for "$co/pid-$1"
    program=$(cat "$co/pid-$1" 2>/dev/null)
}
wait_for() {
    i=0
    while [ ! -s "$1" ] && [ $i -lt 300 ]; do sleep 0.1 && i=$((i + 1)); done
}
home_of() { # where the checkout's cluster is
    sed -n 's/.*host=\([^&]*\)&.*/\1/p' "$co/url-$1"
}
postmaster() { sed -n 1p "$home/data/postmaster.pid" 2>/dev/null; }
rows() { "$PSQL" -XqAt "$(cat "$co/url-$1")" -c 'SELECT count(*) FROM proof' 2>&1; }
end() { # end PID: as Ctrl-C and kill do; sets took
    began=$(date +%s)
    kill -TERM "$1"
    wait "$1" 2>/dev/null
    took=$(($(date +%s) - began))
}
# shellcheck disable=SC2013 # they are words
tree() { # the processes below PID and itself
    for p in $(cat /proc/"$1"/task/*/children 2>/dev/null); do tree "$p"; done
    echo "$1"
}
check() { # check NAME CONDITION…
    name=$1
    shift
    if "$@"; then
        passed=$((passed + 1)) && echo "ok      $name"
    else
        failed=$((failed + 1)) && echo "FAILED  $name" && tail -n 5 "$co"/out-* 2>/dev/null
    fi
}
is() { [ "$1" = "$2" ] || { echo "        expected '$2', got '$1'" && false; }; }
stopped() { [ ! -e "$home/data/postmaster.pid" ]; }
not() { ! "$@"; }

checkout plain
run a
home=$(home_of a)
check 'a first start makes everything and loads it' is "$(rows a)" 2
check 'the server inherits nothing of the environment' not grep -qz MARK "/proc/$(postmaster)/environ"
check 'no TCP port' is "$("$PSQL" -XqAt "$(cat "$co/url-a")" -c 'SHOW listen_addresses')" ''
check 'the server role has no DDL' not "$PSQL" -Xq "$(cat "$co/url-a")" -c 'CREATE TABLE t ()' 2>/dev/null
run b
check 'a second run on another port uses the same cluster' is "$(rows b)" 3
end "$dev"
check 'the first to leave lets it live' not stopped
end "$(cat "$co/pid-a")" # the program alone: its script leaves too
i=0
while ! stopped && [ $i -lt 100 ]; do sleep 0.1 && i=$((i + 1)); done
check 'the last to leave stops it' stopped
run a
end "$dev"
check 'a signal ends all within seconds' [ "$took" -le 5 ]
check 'requests first, the database last' is "$(cat "$co/at-end")" 4
check 'and stops the server' stopped

run a
kill -9 "$program"
wait "$dev" 2>/dev/null
run a
check 'kill -9 of the program' is "$(rows a)" 6

kill_all() {
    main=$(postmaster)
    # shellcheck disable=SC2046 # a list of numbers
    kill -9 "$program" "$dev" $(tree "$main") 2>/dev/null
    wait "$dev" 2>/dev/null
}
kill_all
run a
check 'kill -9 of everything' is "$(rows a)" 7

stranger_named() { # both locks name process $1
    sed -i "1s/.*/$1/" "$home/data/postmaster.pid" "$home"/.s.PGSQL.5432.lock
}
sleep 1000 &
stranger=$!
kill_all
stranger_named $stranger
run a
check 'a stale lock that names a living stranger' is "$(rows a)" 8
check 'who is left alone' kill -0 $stranger
kill $stranger
kill_all
sh -c 'sleep 0 & echo $! >"$1"; exec sleep 1000' - "$work/zombie" & # its child ends and nobody waits for it
parent=$!
wait_for "$work/zombie"
stranger_named "$(cat "$work/zombie")"
run a
check 'a stale lock that names a zombie' is "$(rows a)" 9
kill $parent

main=$(postmaster)
orphan=$(cut -d' ' -f1 "/proc/$main/task/$main/children")
kill -STOP "$orphan"
kill -9 "$program" "$dev" "$main"
wait "$dev" 2>/dev/null
(sleep 3 && kill -9 "$orphan") &
run a
check 'an orphan that holds the memory for a while' is "$(rows a)" 10
check '(it was waited for)' grep -q 'shared memory' "$home/log.old"
end "$dev"

checkout race
run a &
run b
wait_for "$co/pid-a"
home=$(home_of a)
sleep 0.3
check 'two first starts at once' is "$(rows a)" 3
"$co/dev" stop >/dev/null 2>&1
check 'stop stops it for everybody' stopped
kill "$(cat "$co/pid-a")" "$program"
wait

checkout half
mkdir -p "$co/var/postgres.new/data"
echo 15 >"$co/var/postgres.new/data/PG_VERSION"
(cd "$co" && BIND=a exec ./dev run) >/dev/null 2>&1 &
dev=$!
i=0
while [ ! -s "$co/var/postgres.new/data/postgresql.conf" ] && [ $i -lt 300 ]; do sleep 0.01 && i=$((i + 1)); done
# shellcheck disable=SC2046
kill -9 $(tree $dev) 2>/dev/null
wait $dev 2>/dev/null
check '(the first start was killed half-way)' [ ! -e "$co/var/postgres" ]
run a
home=$(home_of a)
check 'a half-made cluster' is "$(rows a)" 2
end "$dev"
echo 13 >"$home/data/PG_VERSION"
(cd "$co" && BIND=a ./dev run >out-a 2>&1)
check 'a cluster of another version is told in a line' grep -q 'was made by PostgreSQL 13, here is only' "$co/out-a"
(cd "$co" && rm -rf var && PATH=/usr/bin:/bin PG_BIN_DIR=/nowhere DATABASE_URL=postgres:///mine BIND=a timeout 1 ./dev run >out-a 2>&1)
check 'an own DATABASE_URL gets no private database' [ ! -e "$co/var/postgres" ]

checkout "it's true & 100% so"
run a
check 'a path with spaces and quotes; another checkout, another cluster' is "$(rows a)" 2
end "$dev"
checkout "a-long-path-that-would-not-fit-into-the-address-of-a-socket/and-deeper-still/and-deeper-still/and-deeper-still"
run a
home=$(home_of a)
check 'a long path' is "$(rows a)" 2
end "$dev"
rm -rf "${home:?}"
rmdir "$(dirname "$home")" 2>/dev/null # root's are below a folder of the checkout's

if [ "$(id -u)" = 0 ]; then
    mkdir -m 700 "$work/closed"
    checkout closed/checkout
    run a
    home=$(home_of a)
    check 'a checkout that the database may not enter' is "$(rows a)" 2
    end "$dev"
    check 'has its cluster elsewhere' [ ! -e "$co/var/postgres" ]
    rm -rf "$(dirname "$home")"
fi

echo "database: $passed passed, $failed failed"
[ $failed = 0 ]
