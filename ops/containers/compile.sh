#!/bin/sh
# Part of the Dockerfile: starts the server as its user with a database in memory, waits until it is ready, and stops it.
# Node keeps what it compiled in the cache, which then belongs to root.
set -eu
cache=/app/node_modules/.cache/spedy
install --directory --owner=spedy --group=spedy "$cache"
export HOST=127.0.0.1 PORT=3000 DATABASE_URL=sqlite::memory: LOG_LEVEL=warn
setpriv --reuid=spedy --regid=spedy --clear-groups -- spedy serve &
server=$!
attempts=0
until node /app/ops/containers/healthcheck.js; do
  attempts=$((attempts + 1))
  if [ "$attempts" -ge 120 ] || ! kill -0 "$server"; then
    echo 'The server does not start' >&2
    exit 1
  fi
  sleep 0.5
done
kill -TERM "$server"
wait "$server"
chown --recursive root:root "$cache"
chmod --recursive u=rwX,go=rX "$cache"
