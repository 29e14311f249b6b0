#!/bin/sh
# Makes the secrets that docker-compose.yml mounts, each in a file of its own in deploy/secrets. An existing secret stays as it is.
# Run it again after each change of this checkout: it lets the users of the containers read what Compose mounts from here.
set -eu
cd "$(dirname "$0")"

# Other users of this host cannot enter the folder. The files themselves are readable: Compose mounts them as they are,
# and the programs that read them run as different users.
mkdir -p secrets
chmod 700 secrets

for name in postgres-password owner-database-password application-database-password temporal-database-password master-key signing-key; do
  file="secrets/$name"
  [ -s "$file" ] && continue
  # A run that was ended half-way may have left either; neither can be written over.
  rm -f "$file" "$file.new"
  head -c 32 /dev/urandom | base64 >"$file.new"
  chmod 444 "$file.new"
  mv "$file.new" "$file"
  echo "made deploy/$file"
done

# Under umask 077 git makes files for its own user alone.
chmod -R a+rX postgres temporal issuers
if [ -d secrets/providers ]; then chmod -R a+rX secrets/providers; fi
