#!/bin/sh
# The server takes its password from the environment only: it is put there here, where no `docker inspect` shows it.
set -eu
POSTGRES_PWD=$(cat /run/secrets/temporal-database-password)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
