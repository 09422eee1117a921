#!/bin/bash
# The official one also writes /conf/zoo.cfg and /data/myid where they are missing, from variables, and leaves root.
set -eu
if [ ! -f "$ZOO_CONF_DIR/zoo.cfg" ]; then
  echo "This image writes no zoo.cfg: mount one to $ZOO_CONF_DIR." >&2
  exit 1
fi
exec "$@"
