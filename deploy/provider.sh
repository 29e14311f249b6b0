#!/bin/sh
# Tells this installation where a provider is: deploy/provider.sh <name> <address>. docs/providers.md has the names.
# It makes the secret that the provider signs its callbacks with; a secret that is there stays as it is.
# How Tenure calls the provider and what the provider calls back with lie apart: the worker sees only the first.
set -eu
cd "$(dirname "$0")"

case "${1:-}" in '' | *[!a-z-]*) echo 'usage: deploy/provider.sh <name> <address>' >&2; exit 64 ;; esac
case "${2:-}" in http://?* | https://?*) ;; *) echo 'usage: deploy/provider.sh <name> <address>' >&2; exit 64 ;; esac

# The outer folder keeps others of this host out; what is mounted from it is read by a user of the container.
calls=secrets/providers/calls
callbacks=secrets/providers/callbacks
mkdir -p "$calls/$1" "$callbacks/$1"
chmod 700 secrets
chmod 755 secrets/providers "$calls" "$callbacks" "$calls/$1" "$callbacks/$1"

write() {
  # A run that was ended half-way may have left it, and it cannot be written over.
  rm -f "$1.new"
  cat >"$1.new"
  chmod 444 "$1.new"
  mv -f "$1.new" "$1"
  echo "made deploy/$1"
}
printf '%s\n' "$2" | write "$calls/$1/address"
secret="$callbacks/$1/callback-secret"
[ -s "$secret" ] || head -c 32 /dev/urandom | base64 | write "$secret"
