// A coordinator as a process of its own: URL and patience in milliseconds as arguments. Submits 100 completions, waits for
// them, says how that ended, and must end by itself.
import { openPlainRun } from './plain-run.ts';

const [url = '', patienceMs = '1000'] = process.argv.slice(2);
const run = await openPlainRun({ url, patienceMs: Number(patienceMs) });
await run.judgeAll(100);
await run.close();
try {
  run.halt.rethrow();
  console.log(`judged ${run.verdicts.length}`);
} catch (thrown) {
  console.log(thrown instanceof Error ? thrown.message : thrown);
}
