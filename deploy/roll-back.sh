#!/bin/sh
# Takes every service of a stack back to what it was before the last deployment: deploy/roll-back.sh STACK
# Done twice, it goes forward again: Swarm remembers one version. The database's schema stays; docs/deploy.md says what
# that means.
set -eu
stack=${1:?name the stack: deploy/roll-back.sh STACK}
failed=0
for service in $(docker stack services --format '{{.Name}}' "$stack"); do
  if [ "$(docker service inspect --format '{{if .PreviousSpec}}yes{{end}}' "$service")" != yes ]; then
    echo "roll-back: $service was never another"
  elif docker service rollback --detach "$service" >/dev/null; then
    echo "roll-back: taking $service back"
  else
    echo "roll-back: $service could not be taken back" >&2
    failed=1
  fi
done
exit $failed
