import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { equal } from '../src/math/index.ts';
import { goldIn } from '../test/math/gold-in.ts';
import { type Rewritten, rewritten } from '../test/math/rewritten.ts';

/** Rewritten and altered golds of MATH through the comparison: accuracy, and each wrong verdict. */
const directory =
  process.env.EURUS_DATA_DIR ?? fileURLToPath(new URL('../../shared/data/benchmarks', import.meta.url));
const most = Number(process.argv[2] ?? 200);
const golds = gunzipSync(readFileSync(`${directory}/math/test.jsonl.gz`))
  .toString('utf8')
  .trim()
  .split('\n')
  .map((line): string => goldIn(JSON.parse(line).solution));

const pairs = rewritten([...new Set(golds)], most);
const wrong = pairs.filter(pair => equal(pair.gold, pair.pred).equal !== pair.equal);
for (const { change, gold, pred, equal: expected } of wrong) {
  console.log(`${expected ? 'rejected' : 'accepted'}  ${change}: ${JSON.stringify([gold, pred])}`);
}

const count = (of: readonly Rewritten[], kept: boolean): number =>
  of.filter(pair => pair.equal === kept).length;
const right = ((pairs.length - wrong.length) / pairs.length) * 100;
console.log(
  `${pairs.length} pairs by ${new Set(pairs.map(pair => pair.change)).size} changes: ${right.toFixed(2)} % right; ` +
    `rejected ${count(wrong, true)} of ${count(pairs, true)}, accepted ${count(wrong, false)} of ${count(pairs, false)}`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;
