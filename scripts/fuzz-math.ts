import { parseArgs } from 'node:util';
import { fuzz } from '../test/math/mutations.ts';

/** Mutated pairs of answers through the comparison: no crash, no slow pair, no asymmetry, no wrong equality. */
const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const [pairs, seed] = [Number(values.pairs), Number(values.seed)];
if (!Number.isInteger(pairs) || pairs < 1 || !Number.isInteger(seed)) {
  process.stderr.write('usage: npm run fuzz -- [--pairs N] [--seed N]\n');
  process.exit(2);
}

const report = fuzz({
  pairs,
  seed,
  onProgress: done => process.stderr.write(`${done} pairs\n`),
});
for (const line of report.findings.slice(0, 50)) console.log(line);
console.log(
  `${report.pairs} pairs, seed ${seed}: ${report.findings.length} findings, ${report.equal} equal, slowest pair ${report.slowestMs.toFixed(1)} ms of CPU time`,
);
process.exitCode = report.findings.length === 0 ? 0 : 1;
