import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../bin/eurus-eval.js', import.meta.url));
const pairs = 21;

/** `--help` against bare Node, pair by pair: wall-clock medians in ms and the median of the ratios. */
export const benchStartup = (): void => {
  time([entry, '--help']);
  const rows = Array.from({ length: pairs }, () => {
    const bare = time(['-e', '0']);
    const help = time([entry, '--help']);
    return { bare, help, ratio: help / bare };
  });
  const bare = median(rows.map(row => row.bare));
  const help = median(rows.map(row => row.help));
  const ratio = median(rows.map(row => row.ratio));
  console.log(
    `start-up      eurus-eval --help ${help.toFixed(1)} ms, node -e 0 ${bare.toFixed(1)} ms, ratio ${ratio.toFixed(2)} (at most 1.60)`,
  );
};

const time = (args: readonly string[]): number => {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return performance.now() - start;
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
