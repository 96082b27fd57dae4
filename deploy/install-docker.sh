#!/usr/bin/env bash
# Installs what the deployment test starts: Docker, debootstrap and their helpers. Does nothing where they are there already.
set -euo pipefail

missing=()
need() { # PROGRAM PACKAGE
  command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] || missing+=("$2")
}
need dockerd docker.io
need docker docker.io
need debootstrap debootstrap
need iptables iptables
need ip iproute2
need curl curl
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  echo "Not installed: ${missing[*]}. On Debian, as root, deploy/install-docker.sh installs them." >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
