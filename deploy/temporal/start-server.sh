#!/bin/sh
# The server reads its password only from the environment: this script sets it, so that `docker inspect` does not show it.
set -eu
POSTGRES_PWD=$(cat /run/secrets/temporal-database-password)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
