import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { completionsPath, manifestPath, summaryPath, verdictsPath } from '../src/run/layout.ts';
import { measureCli } from './measured-cli.ts';

const samples = 10_000;
const trials = 20;
/** Of one completion, so that all are a gigabyte. */
const completionBytes = 5_000;

/** `table` over a run of 200,000 verdicts and a gigabyte of completions: what it reads must not grow with them. */
export const benchTable = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'eurus-bench-table-'));
  try {
    const gigabytes = writeLargeRun(folder);
    const { code, wallS, ownPeakMb } = await measureCli(['table', folder]);
    if (code !== 0) throw new Error(`table ended with ${code}`);
    console.log(
      `table         ${samples * trials} verdicts, ${gigabytes.toFixed(2)} GB: ${wallS.toFixed(2)} s (under 3), ${ownPeakMb.toFixed(0)} MB (under 300)`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** @returns size of the completions in GB */
const writeLargeRun = (folder: string): number => {
  const metric = { value: 0.5, stderr: 0.005, ci95: [0.49, 0.51], samples, trials };
  const counts = { correct: 1e5, incorrect: 1e5, 'no-answer': 0, unscored: 0, truncated: 0 };
  const scores = { metrics: { 'pass@1': metric }, counts };
  const level = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [String(at), scores]));
  const cell = { benchmark: 'math', protocol: 'cot', grader: 'strict', ...scores, groups: { level } };
  const identity = { backend: 'b', model: 'm', endpoint: 'e', api: 'chat', settings: {}, system: null };
  const environment = { node: process.version, platform: process.platform, sandbox: null };
  const manifest = { eurus_eval: '0', created_at: '', benchmarks: {}, selection: {}, environment };
  writeFileSync(manifestPath(folder), JSON.stringify({ ...manifest, identity: { ...identity, seed: null } }));
  writeFileSync(
    summaryPath(folder),
    JSON.stringify({ cells: [{ ...cell, tokens: { input: 1, output: 1, reasoning: 0 }, duration_s: 1 }] }),
  );
  const completions = completionsPath(folder, 'math.cot');
  writeLines(completions, { text: 'x'.repeat(completionBytes) });
  writeLines(verdictsPath(folder, 'math.cot', 'strict'), { verdict: 'correct', reason: 'equal as numbers' });
  return statSync(completions).size / 1e9;
};

/** A line a trial, a thousand at a time. */
const writeLines = (path: string, record: object): void => {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  const each = 1000;
  for (let from = 0; from < samples * trials; from += each) {
    const lines = Array.from({ length: each }, (_, at) => {
      const [id, trial] = [Math.floor((from + at) / trials), (from + at) % trials];
      return `${JSON.stringify({ key: `math.cot/${id}/${trial}`, id: String(id), trial, ...record })}\n`;
    });
    writeSync(file, lines.join(''));
  }
  closeSync(file);
};
