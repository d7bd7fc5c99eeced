import { appendFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { addressOf } from '../../src/core/index.ts';
import { run } from '../../src/run/index.ts';
import { fakeBenchmark, fakeTask, runOptions } from './fakes.ts';
import { records } from './files.ts';
import {
  files,
  keysIn,
  ofDirectory,
  ofFile,
  rows,
  samples,
  total,
  unfinished,
  writeRows,
} from './stoppable-score.ts';

describe('scoring recorded outputs again', () => {
  it('judges again each answer that is another by now, and goes on with the rest', async () => {
    const { path, judged, directory, score } = await ofFile();
    await score({}, 30);
    const there = await keysIn(directory, unfinished, 'verdicts', files[0] ?? '');
    const mended = rows.map((row, place) => (place % 4 === 0 ? { ...row, text: 'other' } : row));
    await writeRows(path, mended);
    const asked = judged.length;
    await score();
    const trialsSeen = new Map<string, number>();
    const other = mended.flatMap(({ id, text }) => {
      const trial = trialsSeen.get(id) ?? 0;
      trialsSeen.set(id, trial + 1);
      return text === 'other' ? [String(addressOf('b', 'cot', id, trial).key)] : [];
    });
    const again = judged.slice(asked).filter(key => there.includes(key));
    expect(again.sort()).toEqual(other.filter(key => there.includes(key)).sort());
    expect((await records(directory, 'verdicts', files[0] ?? '')).map(({ verdict }) => verdict)).toEqual(
      mended.map(({ text }) => (text.startsWith('answer') ? 'correct' : 'incorrect')),
    );
  });

  it('takes nothing of another file over', async () => {
    const { path, judged, directory, score } = await ofFile();
    await score({}, 30);
    const others = rows.slice(0, 40).map(({ id }) => ({ id, text: 'quite another' }));
    await writeRows(path, others);
    const asked = judged.length;
    const { summary } = await score();
    expect(judged).toHaveLength(asked + others.length);
    expect(summary.cells[0]?.counts).toMatchObject({ correct: 0, incorrect: others.length });
    expect(await records(directory, 'verdicts', files[0] ?? '')).toHaveLength(others.length);
  });

  it('goes on after a row that could not be read was mended', async () => {
    const { path, judged, directory, score } = await ofFile();
    await appendFile(path, '{"id": "s0", "te');
    await expect(score()).rejects.toMatchObject({ code: 'RECORDS_UNREADABLE' });
    const there = await keysIn(directory, unfinished, 'verdicts', files[0] ?? '');
    expect(there.length).toBeGreaterThan(0);
    await writeRows(path, rows);
    const asked = judged.length;
    await score();
    expect(judged.slice(asked).filter(key => there.includes(key))).toEqual([]);
    expect(await records(directory, 'verdicts', files[0] ?? '')).toHaveLength(total);
  });

  it('keeps no place for trials with numbers beyond all bounds', async () => {
    const { path, judged, score } = await ofFile();
    const far = { ...addressOf('b', 'cot', 's3', 9_007_199_254_740_000), text: 'answer 3' };
    await writeRows(path, [far, ...rows]);
    await score({}, 20);
    await score();
    expect(judged).toHaveLength(total + 1);
  });
});

describe('scoring a run directory again', () => {
  it('goes on after the run has been gone on with', async () => {
    const judging = await ofDirectory();
    const { judged, directory, score } = judging;
    await score({}, 20);
    const there = await keysIn(directory, unfinished, 'verdicts', files[0] ?? '');
    await run({
      ...runOptions('', {
        tasks: [fakeTask(fakeBenchmark('b', samples))],
        selection: { trials: 3, limit: null, ids: null },
      }),
      directory,
    });
    const asked = judged.length;
    await score();
    expect(judged.slice(asked).filter(key => there.includes(key))).toEqual([]);
    expect(judged).toHaveLength(3 * samples);
    expect(await keysIn(directory, 'verdicts', files[0] ?? '')).toEqual(
      await keysIn(directory, 'completions', 'b.cot.jsonl'),
    );
  });
});
