#!/usr/bin/env bash
# Brings the swarm to what stack.yml and the environment say: the first time, for a new version, and to go back to an
# older one. Run it on the manager, in this project's folder; further arguments go to `docker stack deploy`:
#   deploy/deploy.sh                            deploy/deploy.sh -c deploy/managed.yml
set -euo pipefail
cd "$(dirname "$0")/.."
stack=${STACK:-jobspider}
# A changed file needs another name in the swarm, and only those who mount it start anew.
for folder in alertmanager blackbox grafana mysql prometheus redis traefik; do
  export "CONFIG_${folder^^}=$(find "deploy/$folder" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-10)"
done
services() { # FORMAT: of each service, as Go's templates name it
  docker stack services --quiet "$stack" 2>/dev/null | xargs -r docker service inspect --format "$1"
}
updates() { # each service with its last update: how it went, when it began by the manager's clock
  services '{{.Spec.Name}} {{if .UpdateStatus}}{{.UpdateStatus.State}} {{json .UpdateStatus.StartedAt}}{{end}}' | sort
}
before=$(updates)
docker stack deploy --with-registry-auth --prune -c stack.yml "$@" "$stack"

missing() { # services that have not all of their tasks yet
  docker stack services "$stack" --format '{{.Name}} {{.Replicas}}' |
    awk '{split($2, n, "/"); if (n[1] + 0 != n[2] + 0) print $1}'
}
updating() {
  updates | awk '$2 == "updating" || $2 == "rollback_started" {print $1}'
}
taken_back() { # services whose update of now was not the last word
  comm -13 <(echo "$before") <(updates) | awk '$2 ~ /^rollback/ || $2 == "paused" {print $1}'
}

echo "Waiting until every service runs as it should, at most ${DEPLOY_SECONDS:=900} seconds."
deadline=$((SECONDS + DEPLOY_SECONDS))
sleep 5 # until the swarm has begun
until waiting=$(missing; updating) && [ -z "$waiting" ]; do
  [ $SECONDS -lt $deadline ] || { echo "Not yet: $(tr '\n' ' ' <<<"$waiting")" >&2; exit 1; }
  sleep 2
done
back=$(taken_back)
if [ -n "$back" ]; then
  echo "Taken back, because the new version does not live: $(tr '\n' ' ' <<<"$back")" >&2
  exit 1
fi
echo "Every service runs."
