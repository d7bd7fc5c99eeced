#!/bin/bash
# Submits the shards of a run and the merge behind them. The results folder and the data must be on a disk that all
# nodes see. To submit shard 3 again: sbatch --array=3 run.sbatch, with the same variables.
set -euo pipefail
cd "$(dirname "$0")"

export BENCHMARKS="${BENCHMARKS:-gsm8k math.cot}"
export MODEL="${MODEL:-vllm/my-model}"
export MODEL_URL="${MODEL_URL:?the address of the model server, such as http://node7:8000/v1}"
export RESULTS="${RESULTS:-$HOME/eurus-results}"
export RUN_NAME="${RUN_NAME:-night}"
export SHARDS="${SHARDS:-4}"

job=$(sbatch --parsable --export=ALL --array="1-$SHARDS" run.sbatch)
# afterany: a shard that failed is a gap that merge names.
merge=$(sbatch --parsable --export=ALL --dependency="afterany:$job" merge.sbatch)
echo "$SHARDS shards are job $job, the merge is job $merge; the result will be $RESULTS/$RUN_NAME"
