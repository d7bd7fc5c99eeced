/** By command, lines that its help ends with; what they need beyond the package stands in the documentation. */
export const examples: Readonly<Record<string, readonly string[]>> = {
  run: [
    'run gsm8k --model vllm/my-model --base-url http://127.0.0.1:8000/v1',
    'run math.cot --model openai/NAME --limit 20 --run-name first',
    'run gsm8k --model vllm/my-model --n 4 --temperature 0.7 --k 1,4',
    'run eurus --model vllm/my-model --dry-run',
  ],
  score: [
    'score results/runs/my-run --grader all',
    'score answers.jsonl --benchmark bbh --out results/runs/theirs',
  ],
  merge: ['merge results/runs/whole results/runs/part.shard-*'],
  worker: ['worker --queue redis://10.0.0.5:6379 --workers 8'],
  status: ['status --queue redis://10.0.0.5:6379'],
  reward: [
    'reward results/runs/my-run --reward vllm/openbmb/Eurus-RM-7b \\',
    '    --base-url http://127.0.0.1:8001',
  ],
  pairs: ['pairs pairs.jsonl --reward vllm/openbmb/Eurus-RM-7b \\', '    --base-url http://127.0.0.1:8001'],
  table: [
    'table',
    'table results/demo --benchmark gsm8k,math --ci',
    'table --published --format latex > table.tex',
    'table --sort Avg --paper --fail-under gsm8k:pass@1=0.5',
  ],
  compare: [
    'compare results/runs/a results/runs/b --flips',
    'compare results/runs/old results/runs/new --fail-if-worse',
  ],
  view: ['view', 'view results/demo --static site'],
  plot: [
    'plot results/demo --figure leaderboard --out leaderboard.svg',
    'plot --figure scatter --benchmark math,gsm8k --out scatter.png',
    'plot --figure groups --benchmark math --by level --out levels.svg',
  ],
  bundle: ['bundle results/runs/my-run my-run.tar.zst'],
  verify: ['verify my-run.tar.zst'],
  export: [
    'export results/runs/my-run --format csv --out my-run.csv',
    'export results/demo --format preferences --allow-test-split',
  ],
  data: ['data list', 'data pull gsm8k math', 'data verify --data-dir DIR'],
  list: ['list graders', 'list backends --json'],
  check: ['check gsm8k', 'check ./my-benchmark.ts'],
  prompt: ['prompt gsm8k', 'prompt humaneval --id HumanEval/0 --model vllm/my-model'],
  exec: ['exec program.py --timeout 5 --memory 256'],
  math: ["math '1/2' '0.5'", 'math --jsonl pairs.jsonl'],
  doctor: ['doctor', 'doctor --model vllm/my-model --base-url http://127.0.0.1:8000/v1'],
  demo: ['demo'],
};
