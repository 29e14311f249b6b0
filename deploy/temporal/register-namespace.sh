#!/bin/sh
# Registers the namespace that TEMPORAL_NAMESPACE names, and the search attributes that it lacks.
set -eu
temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 7d

# The namespace may be new: the server's parts learn of it one after another.
tries=0
until temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" \
  --name TenureStatus --type Keyword --name TenureNextDueAt --type Datetime \
  --name TenureCompanyId --type Keyword --name TenureOutcome --type Keyword; do
  tries=$((tries + 1))
  # Tenure runs without them, so that nothing waits for them for long.
  if [ "$tries" -ge 30 ]; then echo 'no search attributes: see docs/runbook.md, "Filters in the Temporal UI"' >&2; exit 0; fi
  sleep 1
done
