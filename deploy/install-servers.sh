#!/usr/bin/env bash
# Installs the servers that the tests and benchmarks start for themselves. Does nothing where they are there already.
set -euo pipefail

missing=()
need() { # PROGRAM PACKAGE
  command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] || missing+=("$2")
}
need redis-server redis-server
need mariadbd mariadb-server
need mariadb-install-db mariadb-server
need chromium chromium
need promtool prometheus
need prometheus-alertmanager prometheus-alertmanager # with amtool
need prometheus-node-exporter prometheus-node-exporter
need prometheus-redis-exporter prometheus-redis-exporter
need prometheus-mysqld-exporter prometheus-mysqld-exporter
need prometheus-blackbox-exporter prometheus-blackbox-exporter
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  echo "Not installed: ${missing[*]}. Tests that need them are skipped; on Debian or Ubuntu run: sudo make servers" >&2
  [ -z "${CI:-}" ] || exit 1
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
