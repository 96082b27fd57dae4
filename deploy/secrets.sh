#!/usr/bin/env bash
# Makes the Docker secrets that stack.yml asks for, once: what is there already stays as it is. Run it on the manager.
#
#   OPERATOR=NAME            the login of the operating pages; its password is made here and printed, once
#   MYSQL_HOST, REDIS_URL    for a database or Redis elsewhere, see docs/deploy.md
#   DDNS_CONFIG=FILE         config.json of ddns-updater; without it dynamic DNS does nothing
#   SMTP_PASSWORD            of the account that Alertmanager sends from
#   EVENTS_URL               where events of postings go, see docs/events.md; without it there are none
set -euo pipefail
umask 077

have() { docker secret inspect "$1" >/dev/null 2>&1; }
random() { openssl rand -hex 24; }
keep() { # NAME TEXT: a secret, unless it is there
  have "$1" || { printf %s "$2" | docker secret create "$1" - >/dev/null && echo "made $1"; }
}
together() { # NAME ...: parts of each other, so either all are there or none
  local there=0 name
  for name in "$@"; do ! have "$name" || there=$((there + 1)); done
  [ "$there" = 0 ] || [ "$there" = $# ] || {
    echo "Some of these are there and some are not: $*. They belong together: remove those that are there first." >&2
    exit 1
  }
  [ "$there" = 0 ]
}

if together mysql_password jobspider_database_url; then
  password=$(random)
  keep mysql_password "$password"
  keep jobspider_database_url "${DATABASE_URL:-mysql+pymysql://jobspider:$password@${MYSQL_HOST:-mysql}/jobspider?charset=utf8mb4}"
fi
if together redis_password jobspider_redis_url; then
  password=$(random)
  keep redis_password "$password"
  keep jobspider_redis_url "${REDIS_URL:-redis://:$password@redis:6379/0}"
fi
if together scrapyd_password jobspider_scrapyd_urls; then
  password=$(random)
  keep scrapyd_password "$password"
  keep jobspider_scrapyd_urls "http://jobspider:$password@scrapyd-1:6800,http://jobspider:$password@scrapyd-2:6800"
fi
for name in jobspider_secret jobspider_secret_key mysql_reader_password mysql_exporter_password redash_cookie redash_secret redash_database; do
  keep "$name" "$(random)"
done
keep smtp_password "${SMTP_PASSWORD:-none}"
keep jobspider_events_url "${EVENTS_URL:-$'\n'}" # Docker has no empty secrets; jobspider takes a blank line for one
keep ddns_config "$(if [ -n "${DDNS_CONFIG:-}" ]; then cat "$DDNS_CONFIG"; else echo '{"settings": []}'; fi)"
if together operators scrapydweb_password grafana_password portainer_password; then
  password=$(random)
  keep operators "${OPERATOR:-operator}:$(openssl passwd -apr1 "$password")"
  for name in scrapydweb_password grafana_password portainer_password; do keep "$name" "$password"; done
  echo "The operating pages: name ${OPERATOR:-operator}, password $password (ScrapydWeb: jobspider; Grafana, Portainer: admin)"
fi
