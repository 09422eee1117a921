#!/bin/bash
# PROPERTIES [--override KEY=VALUE…]: the server, with a larger heap and a log of its own unless the environment says otherwise.
set -euo pipefail
export KAFKA_HEAP_OPTS=${KAFKA_HEAP_OPTS:--Xmx1G -Xms1G}
export KAFKA_LOG4J_OPTS=${KAFKA_LOG4J_OPTS:-@SERVER_LOG@}
exec "$(dirname "${BASH_SOURCE[0]}")/kafka-run-class.sh" ${EXTRA_ARGS--name kafkaServer -loggc} kafka.Kafka "$@"
