#!/bin/sh
# Starts the shards, waits for all of them, whatever became of each, and merges.
set -eu
cd "$(dirname "$0")"

kubectl apply -f settings.yaml -f shards.yaml
until [ -n "$(kubectl get job eurus-eval -o jsonpath='{.status.conditions[?(@.status=="True")].type}')" ]; do
  sleep 10
done
kubectl apply -f merge.yaml
until [ -n "$(kubectl get job eurus-merge -o jsonpath='{.status.conditions[?(@.status=="True")].type}')" ]; do
  sleep 2
done
kubectl logs job/eurus-merge
