#!/bin/bash
# jobmanager | standalone-job | taskmanager [ARGUMENT…]: that server. Anything else is run as it is. The official one also
# completes the configuration and links plugins, as variables say.
set -eu
for variable in ENABLE_BUILT_IN_PLUGINS FLINK_PROPERTIES JOB_MANAGER_RPC_ADDRESS TASK_MANAGER_NUMBER_OF_TASK_SLOTS; do
  if [ -n "${!variable:-}" ]; then
    echo "This image does not heed $variable: mount a complete configuration to $FLINK_HOME/conf." >&2
    exit 1
  fi
done
if [ "${DISABLE_JEMALLOC:-}" != true ]; then export LD_PRELOAD=${LD_PRELOAD:+$LD_PRELOAD:}libjemalloc.so.2; fi

case ${1:-} in
  jobmanager | standalone-job | taskmanager) exec "$FLINK_HOME/bin/$1.sh" start-foreground "${@:2}" ;;
  *) exec "$@" ;;
esac
