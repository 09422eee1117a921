#!/bin/bash
# start-foreground [ARGUMENT…]: the JobManager of a session. -DOPTION=VALUE overrides the configuration.
. "$(dirname "${BASH_SOURCE[0]}")/config.sh"
in_foreground "$@"
serve jobmanager GET_JM_RESOURCE_PARAMS org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint "${@:2}"
