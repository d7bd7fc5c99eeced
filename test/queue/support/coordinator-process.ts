// A coordinator as a process of its own: URL and patience in milliseconds as arguments. Submits 100 completions, waits for
// them, says how that ended, and must end by itself.
import { createHalt } from '../../../src/run/halt.ts';
import { openPlainRun } from './plain-run.ts';

const [url = '', patienceMs = '1000'] = process.argv.slice(2);
const halt = createHalt(undefined);
try {
  const run = await openPlainRun({ url, patienceMs: Number(patienceMs), context: { halt } });
  await run.judgeAll(100);
  await run.close();
  if (!halt.signal.aborted) console.log(`judged ${run.verdicts.length}`);
} catch (thrown) {
  halt.fail(thrown);
}
try {
  halt.rethrow();
} catch (thrown) {
  console.log(thrown instanceof Error ? thrown.message : thrown);
}
