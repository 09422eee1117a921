#!/bin/bash
# start-foreground --job-classname CLASS [ARGUMENT…]: a JobManager that runs a job of its own. -DOPTION=VALUE overrides the configuration.
. "$(dirname "${BASH_SOURCE[0]}")/config.sh"
in_foreground "$@"
serve jobmanager GET_JM_RESOURCE_PARAMS org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint "${@:2}"
