#!/bin/bash
# Flink's own command line: run, list, stop, savepoint, … It logs nothing but errors.
. "$(dirname "${BASH_SOURCE[0]}")/config.sh"
options=$(java_options client)
exec "$java" ${JVM_ARGS:-} $options -classpath "$FLINK_LIB_DIR/*" org.apache.flink.client.cli.CliFrontend "$@"
