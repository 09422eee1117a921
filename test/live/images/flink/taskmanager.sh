#!/bin/bash
# start-foreground [ARGUMENT…]: a TaskManager. -DOPTION=VALUE overrides the configuration.
. "$(dirname "${BASH_SOURCE[0]}")/config.sh"
in_foreground "$@"
serve taskmanager GET_TM_RESOURCE_PARAMS org.apache.flink.runtime.taskexecutor.TaskManagerRunner "${@:2}"
