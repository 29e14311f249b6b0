#!/bin/sh
# Brings both databases of Temporal to the schema of this server's version; a repetition does nothing.
set -eu
SQL_PASSWORD=$(cat /run/secrets/temporal-database-password)
export SQL_PASSWORD

for what in temporal:temporal temporal_visibility:visibility; do
  database=${what%:*}
  temporal-sql-tool --db "$database" setup-schema -v 0.0
  temporal-sql-tool --db "$database" update-schema --schema-name "postgresql/v12/${what#*:}"
done
