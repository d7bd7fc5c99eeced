import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeCompletion, encodeVerdict } from '../../src/core/index.ts';
import { completionsPath, lockPath, samplesPath, verdictsPath } from '../../src/run/layout.ts';
import type { ComparePage, RunList, RunPage } from '../../src/view/api.ts';
import { figurePath } from '../../src/view/figures.ts';
import { temporaryFolder } from '../support/folder.ts';
import {
  taskOfWritten,
  type WrittenRun,
  writeRun,
  writtenCompletion,
  writtenVerdict,
} from '../support/written-run.ts';
import { served } from './served.ts';

const written = async (more: Partial<WrittenRun> = {}, folder = temporaryFolder(), name = 'a') => {
  const run: WrittenRun = { directory: join(folder, name), samples: 6, trials: 2, ...more };
  await writeRun(run);
  return { folder, run };
};

const line = (record: Record<string, unknown>): string => `${JSON.stringify(record)}\n`;

describe('api/runs', () => {
  it('lists runs at several depths, those that are links, and what cannot be read', async () => {
    const { folder, run } = await written();
    await written({ model: 'other' }, folder, 'group/deep');
    symlinkSync(run.directory, join(folder, 'link'));
    mkdirSync(join(folder, 'empty'));
    mkdirSync(join(folder, 'broken'));
    writeFileSync(join(folder, 'broken', 'run.json'), '{"eurus_eval":');
    const { get } = await served(folder);
    const { runs, broken, version } = await get<RunList>('/api/runs');
    expect(version).toBe('0.0.0');
    expect(runs.map(({ id, model, live }) => [id, model, live])).toEqual([
      ['a', 'made-model', false],
      ['group/deep', 'other', false],
      ['link', 'made-model', false],
    ]);
    expect(broken).toEqual([{ directory: 'broken', why: expect.stringContaining('not JSON') }]);
    expect((await get<RunPage>('/api/run?run=group%2Fdeep')).model).toBe('other');
  });

  it('shows a run that is named itself', async () => {
    const { run } = await written();
    const { get } = await served(run.directory);
    expect((await get<RunList>('/api/runs')).runs.map(({ id }) => id)).toEqual(['a']);
  });

  it('says which run a command is writing', async () => {
    const { folder, run } = await written();
    writeFileSync(lockPath(run.directory), JSON.stringify({ pid: process.pid, host: 'elsewhere', born: '' }));
    const { get } = await served(folder);
    expect((await get<RunList>('/api/runs')).runs[0]?.live).toBe(true);
  });

  it('refuses a folder that there is not', async () => {
    await expect(served(join(temporaryFolder(), 'none'))).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('api/run', () => {
  it('says what there is of a task', async () => {
    const { folder } = await written({ graders: ['exact', 'eurus'] });
    const { get, rows } = await served(folder);
    await rows();
    const { manifest, tasks } = await get<RunPage>('/api/run?run=a');
    expect(manifest.identity.model).toBe('made-model');
    expect(tasks).toMatchObject([
      {
        ...{ name: taskOfWritten, benchmark: 'made', protocol: 'cot', graders: ['exact', 'eurus'] },
        ...{ completions: 12, planned: 12 },
        groups: {
          level: ['level 0', 'level 1', 'level 2', 'level 3', 'level 4'],
          subject: ['algebra', 'geometry'],
        },
      },
    ]);
    expect(tasks[0]?.cells.map(({ grader }) => grader)).toEqual(['eurus', 'exact']);
  });
});

describe('api/rows', () => {
  it('gives the trials in the order of the data', async () => {
    const { folder } = await written();
    const { rows } = await served(folder);
    const page = await rows({ limit: 3 });
    expect(page).toMatchObject({ total: 12, matched: 12, offset: 0 });
    expect(page.rows.map(({ key }) => key)).toEqual(['made.cot/s0/0', 'made.cot/s0/1', 'made.cot/s1/0']);
    expect(page.rows[0]).toEqual({
      ...{ key: 'made.cot/s0/0', id: 's0', trial: 0, verdict: 'correct', extracted: '0', target: '0' },
      ...{ reason: '"0" was compared with "0" as numbers', truncated: true },
      groups: { level: 'level 0', subject: 'algebra' },
      ...{ outputTokens: 100, latencyMs: 500 },
    });
  });

  it('finds words in completions, however they are escaped', async () => {
    const texts = [
      'A "quoted" word',
      'Zürich\nÑandú',
      'back\\slash and \\nice',
      '\u0001 control 🙂',
      'nothing',
      'new\nice',
    ];
    const { folder, run } = await written({ text: sample => texts[sample] ?? '', trials: 1 });
    const { rows } = await served(folder);
    const found = async (text: string) => (await rows({ text })).rows.map(({ id }) => id);
    expect(await found('"quoted')).toEqual(['s0']);
    expect(await found('ZÜRICH ñandú')).toEqual(['s1']);
    expect(await found('back\\slash')).toEqual(['s2']);
    expect(await found('nice')).toEqual(['s2']);
    expect(await found('ice')).toEqual(['s2', 's5']);
    expect(await found('🙂')).toEqual(['s3']);
    expect(await found('u0001')).toEqual([]);
    expect(await found('zürich nothing')).toEqual([]);
    // Another writer may escape letters that ours does not.
    const path = completionsPath(run.directory, taskOfWritten);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('ü', '\\u00fc'));
    const { rows: again } = await served(folder);
    expect((await again({ text: 'zürich' })).rows.map(({ id }) => id)).toEqual(['s1']);
  });

  it('searches the answers that count, not those that they replaced', async () => {
    const { folder, run } = await written({ trials: 1 });
    const again = { ...writtenCompletion(run, 2, 0), text: 'a better answer' };
    appendFileSync(completionsPath(run.directory, taskOfWritten), line(encodeCompletion(again)));
    const { rows } = await served(folder);
    expect((await rows({ text: '"better answer"' })).rows.map(({ id }) => id)).toEqual(['s2']);
    expect((await rows({ text: '"sample 2, trial"' })).rows).toEqual([]);
  });

  it('knows where graders differ', async () => {
    const { folder } = await written({
      graders: ['exact', 'eurus'],
      verdict: (sample, _, grader) => ({
        verdict: grader === 'eurus' && sample === 3 ? 'correct' : 'incorrect',
      }),
    });
    const { rows } = await served(folder);
    const page = await rows({ differing: true });
    expect(page.rows.map(({ id }) => id)).toEqual(['s3', 's3']);
  });

  it('lists the samples that flipped as the comparison counts them', async () => {
    const { folder } = await written({ trials: 1 });
    await written(
      { trials: 1, verdict: sample => ({ verdict: sample % 2 === 0 ? 'incorrect' : 'correct' }) },
      folder,
      'b',
    );
    const { rows, get, ask } = await served(folder);
    const { cells, a, b } = await get<ComparePage>('/api/compare?a=a&b=b');
    expect([a.run, b.run]).toEqual(['a', 'b']);
    const flips = async (kind: 'fixed' | 'broken') =>
      (await rows({ run: 'b', against: { run: 'a', flips: kind } })).matched;
    expect(cells).toHaveLength(1);
    expect([await flips('fixed'), await flips('broken')]).toEqual([cells[0]?.gained, cells[0]?.lost]);
    expect(await flips('broken')).toBeGreaterThan(0);
    expect((await ask('/api/compare?a=a&b=none')).status).toBe(404);
  });
});

describe('api/sample', () => {
  it('gives prompt, trials, every verdict with its place, and other runs', async () => {
    const { folder, run } = await written({ graders: ['exact', 'eurus'] });
    await written({ model: 'other' }, folder, 'b');
    const { sample, rows } = await served(folder);
    await rows({ run: 'b' });
    const page = await sample('s4');
    expect(page.sample).toMatchObject({ id: 's4', target: '12', prompt: { kind: 'chat' } });
    expect(page.trials.map(({ trial, text }) => [trial, text])).toEqual(
      [0, 1].map(trial => [trial, writtenCompletion(run, 4, trial).text]),
    );
    expect(page.trials[1]?.verdicts.map(({ grader, file, line }) => [grader, file, line])).toEqual([
      ['exact', 'verdicts/made.cot.exact.jsonl', 10],
      ['eurus', 'verdicts/made.cot.eurus.jsonl', 10],
    ]);
    const { verdict, extracted } = writtenVerdict(run, 4, 0, 'exact');
    expect(page.others).toEqual([{ run: 'b', model: 'other', verdict, extracted }]);
  });

  it('says where another run had other data, and so asked another question under the same id', async () => {
    const { folder } = await written();
    await written({ model: 'same' }, folder, 'b');
    await written({ model: 'older data', sample: () => ({ target: '99' }) }, folder, 'c');
    const { sample, rows } = await served(folder);
    await rows({ run: 'b' });
    await rows({ run: 'c' });
    const { others } = await sample('s4');
    expect(others.map(({ run, gold }) => [run, gold])).toEqual([
      ['b', undefined],
      ['c', '99'],
    ]);
  });

  it('takes the newest answer that has not failed', async () => {
    const { folder, run } = await written({ trials: 1 });
    const failed = { ...writtenCompletion(run, 1, 0), text: '', error: { code: 'X', message: 'no' } };
    const better = { ...writtenCompletion(run, 2, 0), text: 'second' };
    appendFileSync(
      completionsPath(run.directory, taskOfWritten),
      [failed, better].map(record => line(encodeCompletion(record))).join(''),
    );
    const { sample } = await served(folder);
    expect((await sample('s1')).trials[0]?.text).toBe(writtenCompletion(run, 1, 0).text);
    expect((await sample('s2')).trials[0]?.text).toBe('second');
  });

  it('gives what there is of a run without samples, and of answers without a verdict', async () => {
    const { folder, run } = await written();
    rmSync(samplesPath(run.directory, taskOfWritten));
    rmSync(verdictsPath(run.directory, taskOfWritten, 'exact'));
    const { sample, rows, get } = await served(folder);
    // First, for a sample that is asked for while the files are being read is found before all others.
    expect((await rows()).rows[0]).toMatchObject({ id: 's0', verdict: null, extracted: null, target: null });
    const { sample: record, trials } = await sample('s3');
    expect([record, trials.length, trials[0]?.verdicts]).toEqual([null, 2, []]);
    expect((await get<RunPage>('/api/run?run=a')).tasks[0]?.graders).toEqual([]);
  });

  it('sends a million characters of a text, and how many are left', async () => {
    const long = 'x'.repeat(1_000_500);
    const { folder } = await written({ samples: 1, trials: 1, text: () => long });
    const { sample } = await served(folder);
    const [trial] = (await sample('s0')).trials;
    expect([trial?.text.length, trial?.left]).toEqual([1_000_000, 500]);
  });

  it('hands hostile names and texts over as data', async () => {
    const hostile = '</script><script>alert(1)</script>\u202e\u0000\u2028<img src=x onerror=alert(1)>';
    const ids = ['../../etc/passwd', '__proto__', '<b>', 'a/b?c=d&e#f', '\u202eid', 'x'.repeat(500)];
    const { folder } = await written({
      trials: 1,
      model: hostile,
      text: () => hostile,
      sample: sample => ({ id: ids[sample] ?? '', groups: { ['__proto__']: hostile, '<i>': 'x' } }),
      verdict: () => ({ reason: hostile, extracted: hostile, verdict: 'incorrect' }),
    });
    const { ask, rows, sample } = await served(folder);
    const page = await rows();
    expect(page.rows.map(({ id }) => id)).toEqual(ids);
    for (const id of ids) {
      const found = await sample(id);
      expect(found.trials[0]?.text).toBe(hostile);
      expect(found.trials[0]?.verdicts[0]).toMatchObject({ reason: hostile, extracted: hostile });
    }
    const { headers } = await ask('/api/runs');
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
  });
});

describe('a run that is being written', () => {
  it('is read on from where reading ended, torn lines when they are whole', async () => {
    const { folder, run } = await written({ trials: 1 });
    const { rows, sample } = await served(folder);
    expect((await rows()).total).toBe(6);
    const more = { ...run, samples: 7 };
    const completion = line(encodeCompletion(writtenCompletion(more, 6, 0)));
    const verdict = line(encodeVerdict(writtenVerdict(more, 6, 0, 'exact')));
    const [completions, verdicts] = [
      completionsPath(run.directory, taskOfWritten),
      verdictsPath(run.directory, taskOfWritten, 'exact'),
    ];
    appendFileSync(completions, completion);
    appendFileSync(verdicts, verdict.slice(0, 20));
    const during = await until(rows, ({ total }) => total === 7);
    expect(during.rows[6]).toMatchObject({ id: 's6', verdict: null });
    appendFileSync(verdicts, verdict.slice(20));
    const after = await until(rows, page => page.rows[6]?.verdict !== null);
    expect(after.rows[6]?.verdict).toBe(writtenVerdict(more, 6, 0, 'exact').verdict);
    expect((await sample('s6')).trials[0]?.verdicts).toHaveLength(1);
  });

  it('is read anew when its files were written anew', async () => {
    const { folder, run } = await written({ trials: 1 });
    const { rows, sample } = await served(folder);
    await rows();
    rmSync(run.directory, { recursive: true });
    await writeRun({ ...run, samples: 3, verdict: () => ({ verdict: 'unscored' }) });
    const page = await until(rows, ({ total }) => total === 3);
    expect(page.counts).toEqual({ correct: 0, incorrect: 0, 'no-answer': 0, unscored: 3 });
    expect((await sample('s1')).trials).toHaveLength(1);
  });
});

/** Files are looked at again a moment after the last look. */
const until = async <T>(ask: () => Promise<T>, isIt: (answer: T) => boolean): Promise<T> => {
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
};

describe('figure.svg', () => {
  it('draws how long answers are and took, from the records', async () => {
    const { folder } = await written({ samples: 40 });
    const { ask } = await served(folder);
    for (const name of ['tokens', 'latency'] as const) {
      const path = figurePath({ name, run: 'a', task: taskOfWritten }, 'dark');
      const { status, headers, body } = await ask(`/${path}`);
      expect([status, headers['content-type']]).toEqual([200, 'image/svg+xml; charset=utf-8']);
      expect(headers['content-security-policy']).toContain('sandbox');
      expect(body).toMatch(/^<svg /);
    }
  });

  it('has summaries drawn by what it was given', async () => {
    const { folder, run } = await written();
    const asked: unknown[] = [];
    const { ask } = await served(folder, {
      drawFigure: async ({ run: { directory }, ...more }) => {
        asked.push({ directory, ...more });
        return '<svg/>';
      },
    });
    const path = figurePath(
      { name: 'groups', run: 'a', task: taskOfWritten, grader: 'exact', by: 'level' },
      'light',
    );
    expect((await ask(`/${path}`)).body).toBe('<svg/>');
    expect(asked).toEqual([
      {
        ...{ directory: run.directory, name: 'groups', benchmark: 'made.cot.exact' },
        ...{ by: 'level', theme: 'light' },
      },
    ]);
  });

  it.each([
    ['name=pie&run=a', 404],
    ['name=verdicts', 400],
    ['name=verdicts&run=none', 404],
    ['name=verdicts&run=a&theme=pink', 400],
    ['name=verdicts&run=a', 404],
  ])('says in words why there is none for %s', async (query, status) => {
    const { folder } = await written();
    const { ask } = await served(folder);
    const answer = await ask(`/figure.svg?${query}`);
    expect([answer.status, typeof JSON.parse(answer.body).error]).toEqual([status, 'string']);
  });
});
