# What the scripts beside this one share: where Flink is, and how it is started, with the options that it computes itself.
set -euo pipefail

FLINK_BIN_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export FLINK_BIN_DIR
export FLINK_HOME=${FLINK_HOME:-$(dirname "$FLINK_BIN_DIR")}
export FLINK_CONF_DIR=${FLINK_CONF_DIR:-$FLINK_HOME/conf}
export FLINK_LIB_DIR=${FLINK_LIB_DIR:-$FLINK_HOME/lib}
export FLINK_LOG_DIR=${FLINK_LOG_DIR:-$FLINK_HOME/log}
export FLINK_OPT_DIR=${FLINK_OPT_DIR:-$FLINK_HOME/opt}
export FLINK_PLUGINS_DIR=${FLINK_PLUGINS_DIR:-$FLINK_HOME/plugins}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# COMMAND ARGUMENT…: the lines that Flink's own utility answers with. What it says beside them is shown where it fails.
computed() {
  local said
  if ! said=$("$java" -cp "$FLINK_BIN_DIR/bash-java-utils.jar:$FLINK_LIB_DIR/*" \
    org.apache.flink.runtime.util.bash.BashJavaUtils "$1" --configDir "$FLINK_CONF_DIR" "${@:2}" 2>&1); then
    printf '%s\n' "$said" >&2
    return 1
  fi
  sed -n 's/^BASH_JAVA_UTILS_EXEC_RESULT://p' <<< "$said"
}

# ROLE: the options of Java that the configuration has for all and for the role.
java_options() {
  local configuration
  configuration=$(computed UPDATE_AND_GET_FLINK_CONFIGURATION -flatten)
  sed -nE "s/^env\.java\.opts\.(all|$1): //p" <<< "$configuration" | sed -E "s/^([\"'])(.*)\1\$/\2/"
}

# start-foreground is all that a container needs.
in_foreground() {
  if [ "${1:-}" != start-foreground ]; then
    echo "This image knows start-foreground alone, not ${1:-nothing}." >&2
    exit 1
  fi
}

# ROLE MEMORY CLASS ARGUMENT…: a server, with its log on the console. MEMORY computes a line of sizes for Java and a line of
# them for Flink. Both, and what the configuration has for Java, are split at spaces, so they are not quoted.
serve() {
  local role=$1 memory=$2 class=$3 sizes options
  sizes=$(computed "$memory" "${@:4}")
  options=$(java_options "$role")
  exec "$java" ${JVM_ARGS:-} $(sed -n 1p <<< "$sizes") $options \
    "-Dlog.file=$FLINK_LOG_DIR/flink-$role-$HOSTNAME.log" \
    "-Dlog4j.configuration=file:$FLINK_CONF_DIR/log4j-console.properties" \
    "-Dlog4j.configurationFile=file:$FLINK_CONF_DIR/log4j-console.properties" \
    -classpath "$FLINK_LIB_DIR/*" "$class" --configDir "$FLINK_CONF_DIR" $(sed -n 2p <<< "$sizes") "${@:4}"
}
