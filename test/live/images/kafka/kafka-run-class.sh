#!/bin/bash
# [-name NAME] [-loggc] [JAVA OPTION…] CLASS ARGUMENT…: runs a class of Kafka's with the variables that the official script
# knows. Those that hold several options are split at spaces, so they are not quoted. kafka.ts puts in what is between @.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=${LOG_DIR:-$home/logs}
[ -d "$logs" ] || mkdir -p "$logs"

while true; do
  case ${1:-} in
    -name) shift 2 ;;
    -loggc)
      shift
      KAFKA_GC_LOG_OPTS=${KAFKA_GC_LOG_OPTS:--Xlog:gc*:file=$logs/gc.log:time,tags:filecount=10,filesize=100M}
      ;;
    *) break ;;
  esac
done

exec java ${KAFKA_HEAP_OPTS:--Xmx256M} \
  ${KAFKA_JVM_PERFORMANCE_OPTS:--server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent -Djava.awt.headless=true} \
  ${KAFKA_GC_LOG_OPTS:-} ${KAFKA_JMX_OPTS:-} "-Dkafka.logs.dir=$logs" ${KAFKA_LOG4J_OPTS:-@TOOLS_LOG@} \
  -cp "${CLASSPATH:+$CLASSPATH:}$home/libs/*" ${KAFKA_OPTS:-} "$@"
