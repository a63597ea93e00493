#!/bin/sh
# Sees that PostgreSQL's server, Redis and Chromium are on this machine. Root on Debian: installs
# what is missing. Anybody else is told what to install.
set -eu

has_postgresql() {
    for initdb in /usr/lib/postgresql/*/bin/initdb; do
        if [ -x "$initdb" ]; then return 0; fi
    done
    command -v initdb >/dev/null 2>&1
}

what_is_missing() {
    has_postgresql || printf ' postgresql'
    command -v redis-server >/dev/null 2>&1 || printf ' redis-server'
    command -v chromium >/dev/null 2>&1 || printf ' chromium'
}

missing=$(what_is_missing)
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need programs that are not on this machine:$missing." >&2
    echo "On Debian, as root: apt-get update && apt-get install --no-install-recommends$missing" >&2
    exit 1
fi

echo "Installing for the tests:$missing"
# The tests start servers of their own; the packages need not start one each.
if [ "$missing" != "${missing#* postgresql}" ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086  # one word for each package
apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold $missing >/dev/null

left=$(what_is_missing)
if [ -n "$left" ]; then
    echo "apt-get ended without an error, but these are still missing:$left." >&2
    exit 1
fi
