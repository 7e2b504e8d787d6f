#!/bin/sh
# Starts the server on one address: KIMI_HTTP_HOST and KIMI_HTTP_PORT, or --host and --port, else 127.0.0.1:9000.
# Any other argument is one of "switchboard serve".
set -eu

self=$0
while [ -h "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=$(dirname "$self")/$link ;;
  esac
done
here=$(dirname "$self")
switchboard=$here/switchboard
[ -f "$switchboard" ] || switchboard=$here/kimi_http.d/switchboard

host=${KIMI_HTTP_HOST:-127.0.0.1}
port=${KIMI_HTTP_PORT:-9000}
for argument in "$@"; do
  case $argument in
    --host | --host=*) host= ;;
    --port | --port=* | --ports | --ports=*) port= ;;
  esac
done
exec "$switchboard" serve ${host:+--host "$host"} ${port:+--port "$port"} "$@"
