#!/bin/bash
# start-foreground: the server, with the variables that the official script knows. Those that hold several options are split at
# spaces, so they are not quoted.
set -eu
if [ "${1:-}" != start-foreground ]; then
  echo "This image knows start-foreground alone, not ${1:-nothing}." >&2
  exit 1
fi
configuration=${ZOOCFGDIR:-/conf}
if [ -f "$configuration/java.env" ]; then . "$configuration/java.env"; fi
jmx="-Dcom.sun.management.jmxremote -Dcom.sun.management.jmxremote.local.only=${JMXLOCALONLY:-false}"
if [ -n "${JMXDISABLE:-}" ]; then jmx=; fi

exec java "-Dzookeeper.log.dir=${ZOO_LOG_DIR:-/logs}" "-Dzookeeper.log.file=zookeeper--server-$HOSTNAME.log" \
  -XX:+HeapDumpOnOutOfMemoryError '-XX:OnOutOfMemoryError=kill -9 %p' \
  -cp "$configuration:$(dirname "$(dirname "${BASH_SOURCE[0]}")")/lib/*${CLASSPATH:+:$CLASSPATH}" \
  ${JVMFLAGS:-} "-Xmx${ZK_SERVER_HEAP:-1000}m" ${SERVER_JVMFLAGS:-} $jmx \
  org.apache.zookeeper.server.quorum.QuorumPeerMain "$configuration/zoo.cfg"
