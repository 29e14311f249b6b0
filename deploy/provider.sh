#!/bin/sh
# Configures the address of a provider: deploy/provider.sh <name> <address>. docs/providers.md has the names.
# It makes the secret that the provider signs its callbacks with; an existing secret stays as it is.
set -eu
cd "$(dirname "$0")"

case "${1:-}" in '' | *[!a-z-]*) echo 'usage: deploy/provider.sh <name> <address>' >&2; exit 64 ;; esac
case "${2:-}" in http://?* | https://?*) ;; *) echo 'usage: deploy/provider.sh <name> <address>' >&2; exit 64 ;; esac

# Other users of this host cannot enter the outer folder; a user of the container reads the mounted files.
folder="secrets/providers/$1"
mkdir -p "$folder"
chmod 700 secrets
chmod 755 secrets/providers "$folder"

write() {
  cat >"$folder/$1.new"
  chmod 444 "$folder/$1.new"
  mv -f "$folder/$1.new" "$folder/$1"
  echo "made deploy/$folder/$1"
}
printf '%s\n' "$2" | write address
[ -e "$folder/callback-secret" ] || head -c 32 /dev/urandom | base64 | write callback-secret
