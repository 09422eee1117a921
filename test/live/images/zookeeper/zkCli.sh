#!/bin/bash
# [-server HOST:PORT] [-client-configuration FILE] [COMMAND…]: ZooKeeper's own command line.
set -eu
exec java -cp "${ZOOCFGDIR:-/conf}:$(dirname "$(dirname "${BASH_SOURCE[0]}")")/lib/*${CLASSPATH:+:$CLASSPATH}" \
  "-Xmx${ZK_CLIENT_HEAP:-256}m" ${CLIENT_JVMFLAGS:-} ${JVMFLAGS:-} org.apache.zookeeper.ZooKeeperMain "$@"
