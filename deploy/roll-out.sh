#!/bin/sh
# Deploys stack.yml and waits until each service runs what it should: deploy/roll-out.sh STACK
#
# A service that does not come up is taken back by the swarm itself (failure_action in stack.yml). Then, or when
# ROLL_OUT_SECONDS (900) are over, the other services that this deployment has changed are taken back as well, so that all
# of them are of one version again, and the exit code is 1. Docker is the one of the current context; stack.yml's variables
# come from the environment.
set -eu
stack=${1:?name the stack: deploy/roll-out.sh STACK}
deadline=$(($(date +%s) + ${ROLL_OUT_SECONDS:-900}))
before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT

services() {
  docker stack services --format '{{.Name}}' "$stack"
}

tasks_of() { # SERVICE: what its tasks are made from
  docker service inspect --format '{{json .Spec.TaskTemplate}}' "$1"
}

is_changed() { # SERVICE: whether it was there before, and its tasks are others now
  [ -e "$before/$1" ] && [ "$(tasks_of "$1")" != "$(cat "$before/$1")" ]
}

update_of() { # SERVICE: nothing (Swarm has not begun, or had nothing to do), updating, completed, paused, rollback_…
  docker service inspect --format '{{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}' "$1"
}

runs_all() { # SERVICE: as many tasks as it should have; "2/2 (max 1 per node)" is 2/2
  replicas=$(docker stack services --format '{{.Name}} {{.Replicas}}' "$stack" | sed -n "s|^$1 ||p")
  replicas=${replicas%% *}
  [ -n "$replicas" ] && [ "${replicas%/*}" = "${replicas#*/}" ]
}

is_ready() { # SERVICE
  case $(update_of "$1") in
    completed) runs_all "$1" ;;
    "") ! is_changed "$1" && runs_all "$1" ;;
    *) false ;;
  esac
}

give_up() { # SENTENCE
  echo "roll-out: $1" >&2
  for other in $(services); do
    if is_changed "$other"; then
      echo "roll-out: taking $other back" >&2
      docker service rollback --detach "$other" >/dev/null || echo "roll-out: $other could not be taken back" >&2
    fi
  done
  exit 1
}

if docker stack ls --format '{{.Name}}' | grep -qx "$stack"; then
  for service in $(services); do
    tasks_of "$service" >"$before/$service"
  done
fi
docker stack deploy --with-registry-auth --prune --compose-file "$(dirname "$0")/../stack.yml" "$stack"

for service in $(services); do
  until is_ready "$service"; do
    case $(update_of "$service") in
      paused | rollback_*) give_up "$service did not come up" ;;
    esac
    [ "$(date +%s)" -lt "$deadline" ] || give_up "$service was not ready in time"
    sleep "${ROLL_OUT_LOOK_SECONDS:-3}"
  done
  echo "roll-out: $service runs"
done
