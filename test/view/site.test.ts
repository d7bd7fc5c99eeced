import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { RowPage, RowQuery, RunList, SamplePage } from '../../src/view/api.ts';
import { dataScript, writeSite } from '../../src/view/server/write-site.ts';
import { dataCall, siteAnswers } from '../../src/view/site.ts';
import { temporaryFolder } from '../support/folder.ts';
import { taskOfWritten, type WrittenRun, writeRun } from '../support/written-run.ts';
import { served } from './served.ts';

const assets = new Map([
  ['/index.html', { bytes: Buffer.from('for the server'), type: 'text/html' }],
  ['/page.js', { bytes: Buffer.from('for the server'), type: 'text/javascript' }],
  ['/part-ABC.js', { bytes: Buffer.from('for the server'), type: 'text/javascript' }],
  ['/static.html', { bytes: Buffer.from('for files'), type: 'text/html' }],
  ['/fonts/f.woff2', { bytes: Buffer.from('font'), type: 'font/woff2' }],
]);

const site = async (more: Partial<WrittenRun> = {}) => {
  const folder = temporaryFolder();
  const run: WrittenRun = { directory: join(folder, 'runs', 'a'), samples: 40, trials: 2, ...more };
  await writeRun(run);
  await writeRun({ ...run, directory: join(folder, 'runs', 'b'), verdict: () => ({ verdict: 'correct' }) });
  const out = join(folder, 'out');
  const write = () => writeSite({ folder: join(folder, 'runs'), out, version: '0.0.0', assets });
  return { folder, out, write, runs: join(folder, 'runs') };
};

/** What a data file hands over when it is run as the script that it is. */
const loaded = (out: string, name: string): unknown => {
  const given: [string, string][] = [];
  const script = readFileSync(join(out, 'data', `${name}.js`), 'utf8');
  runInNewContext(script, { [dataCall]: (file: string, json: string) => given.push([file, json]) });
  expect(given.map(([file]) => file)).toEqual([name]);
  return JSON.parse(given[0]?.[1] ?? '');
};

const { signal } = new AbortController();

describe('writeSite', () => {
  it('writes the page for files, and not what only a server needs', async () => {
    const { out, write } = await site();
    expect(await write()).toEqual({ runs: 2 });
    expect(readdirSync(out).sort()).toEqual([
      'data',
      'eurus-eval-site.json',
      'figures',
      'fonts',
      'index.html',
    ]);
    expect(readFileSync(join(out, 'index.html'), 'utf8')).toBe('for files');
  });

  it('answers as the server does', async () => {
    const { out, write, runs } = await site({ characters: 40_000 });
    await write();
    const answers = siteAnswers(async name => loaded(out, name));
    const server = await served(runs);
    const list = await server.get<RunList>('/api/runs');
    expect(await answers.runs(signal)).toEqual({ ...list, folder: 'runs' });
    expect(readdirSync(join(out, 'data')).filter(name => /^r0t0s\d+\.js$/.test(name)).length).toBeGreaterThan(
      2,
    );
    await server.rows();
    await server.rows({ run: 'b' });
    expect(await answers.run('a', signal)).toEqual(await server.get('/api/run?run=a'));
    expect(await answers.compare('a', 'b', signal)).toEqual(await server.get('/api/compare?a=a&b=b'));
    const queries: readonly Partial<RowQuery>[] = [
      {},
      { verdicts: ['incorrect'], sort: { by: 'tokens', descending: true }, limit: 5 },
      { groups: { subject: ['algebra'] }, search: '"level 2"' },
      { text: '"sample 7, trial 1"' },
      { against: { run: 'b', flips: 'broken' }, offset: 3 },
    ];
    for (const query of queries) {
      const asked: RowQuery = { run: 'a', task: taskOfWritten, grader: 'exact', ...query };
      const page: RowPage = await answers.rows(asked, signal);
      expect(page).toEqual(await server.rows(query));
      expect(page.matched).toBeGreaterThan(0);
    }
    for (const id of ['s0', 's21', 's39']) {
      const page: SamplePage = await answers.sample({ run: 'a', task: taskOfWritten, id }, signal);
      expect(page).toEqual(await server.sample(id));
    }
    await expect(answers.sample({ run: 'a', task: taskOfWritten, id: 'none' }, signal)).rejects.toThrow(
      'sample',
    );
  });

  it('has the figures of every run in both themes', async () => {
    const { out, runs } = await site({ samples: 30 });
    const drawFigure = async () => '<svg/>';
    await writeSite({ folder: runs, out, version: '0.0.0', assets, drawFigure });
    const answers = siteAnswers(async name => loaded(out, name));
    const { figures = [] } = await answers.run('a', signal);
    expect(figures.map(({ name }) => name)).toEqual(['verdicts', 'tokens', 'latency']);
    for (const ask of figures) {
      const [light, dark] = [await answers.figure(ask, 'light'), await answers.figure(ask, 'dark')];
      expect(light).not.toBe(dark);
      for (const path of [light, dark]) {
        expect(readFileSync(join(out, path ?? 'none'), 'utf8')).toMatch(/^<svg/);
      }
    }
    expect(await answers.figure({ name: 'scatter', run: 'a' }, 'light')).toBeNull();
  });

  it('replaces a site that it wrote, and an empty folder', async () => {
    const { out, write } = await site();
    mkdirSync(out);
    await write();
    writeFileSync(join(out, 'data', 'old.js'), '');
    await write();
    expect(readdirSync(join(out, 'data'))).not.toContain('old.js');
  });

  it.each([
    [
      'other files',
      (out: string) => {
        mkdirSync(out);
        writeFileSync(join(out, 'thesis.tex'), 'mine');
      },
    ],
    ['a file', (out: string) => writeFileSync(out, 'mine')],
  ])('refuses %s in the way, and leaves them alone', async (_, put) => {
    const { folder, out, write } = await site();
    put(out);
    await expect(write()).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('--static'),
    });
    expect(readdirSync(folder).sort()).toEqual(['out', 'runs']);
  });

  it('leaves nothing behind when it is stopped', async () => {
    const { folder, out, runs } = await site();
    const stopped = AbortSignal.abort();
    await expect(
      writeSite({ folder: runs, out, version: '0.0.0', assets, signal: stopped }),
    ).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['runs']);
  });
});

describe('dataScript', () => {
  it.each(['</script><script>alert(1)</script>', '<!--', '\u2028\u2029', '"\\"\n\0', '__proto__', `$\{1}`])(
    'hands %j over as it is, without a piece of markup',
    text => {
      const script = dataScript('x', JSON.stringify({ [text]: text }));
      expect(script).not.toMatch(/[<\u2028\u2029]/);
      const given: unknown[] = [];
      runInNewContext(script, { [dataCall]: (_: string, json: string) => given.push(JSON.parse(json)) });
      expect(JSON.stringify(given)).toBe(JSON.stringify([JSON.parse(JSON.stringify({ [text]: text }))]));
    },
  );
});
