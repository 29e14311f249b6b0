#!/bin/sh
# Registers the namespace that TEMPORAL_NAMESPACE names, unless it exists.
set -eu
if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then exit 0; fi
temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 7d
