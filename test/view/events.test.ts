import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { encodeVerdict } from '../../src/core/index.ts';
import { verdictsPath } from '../../src/run/layout.ts';
import { temporaryFolder } from '../support/folder.ts';
import { taskOfWritten, type WrittenRun, writeRun, writtenVerdict } from '../support/written-run.ts';
import { served } from './served.ts';

/** What a page hears, one event after the other. */
const listening = async (url: string) => {
  const heard: string[] = [];
  let wake = (): void => {};
  const response = await new Promise<import('node:http').IncomingMessage>(resolve =>
    get(new URL('/api/events', url), resolve),
  );
  response.on('error', () => {});
  onTestFinished(() => {
    response.destroy();
  });
  response.setEncoding('utf8').on('data', (text: string) => {
    heard.push(...[...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => data ?? ''));
    wake();
  });
  const nextText = async (): Promise<string> => {
    while (heard.length === 0) {
      await new Promise<void>(resolve => {
        wake = resolve;
      });
    }
    return heard.shift() ?? '';
  };
  // It listens once it is told so.
  expect(await nextText()).toBe('{}');
  return { response, next: async (): Promise<unknown> => JSON.parse(await nextText()) };
};

describe('api/events', () => {
  it('names the runs that have changed, come or gone', async () => {
    const folder = temporaryFolder();
    const run: WrittenRun = { directory: join(folder, 'a'), samples: 2, trials: 1 };
    await writeRun(run);
    await writeRun({ ...run, directory: join(folder, 'b') });
    const { url } = await served(folder);
    const { response, next } = await listening(url);
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'x-content-type-options': 'nosniff',
    });
    const more = `${JSON.stringify(encodeVerdict(writtenVerdict(run, 1, 0, 'exact')))}\n`;
    appendFileSync(verdictsPath(run.directory, taskOfWritten, 'exact'), more);
    expect(await next()).toEqual({ runs: ['a'] });
    mkdirSync(join(folder, 'c'));
    await writeRun({ ...run, directory: join(folder, 'c') });
    expect(await untilNamed(next, 'c')).toContain('c');
    rmSync(join(folder, 'b'), { recursive: true });
    expect(await untilNamed(next, 'b')).toContain('b');
  });

  it('refuses one page too many, and ends with the server', async () => {
    const folder = temporaryFolder();
    await writeRun({ directory: join(folder, 'a'), samples: 1, trials: 1 });
    const { url, ask } = await served(folder);
    await Promise.all(Array.from({ length: 32 }, () => listening(url)));
    expect((await ask('/api/events')).status).toBe(503);
  });
});

const untilNamed = async (next: () => Promise<unknown>, run: string): Promise<readonly string[]> => {
  for (;;) {
    const { runs } = (await next()) as { runs: readonly string[] };
    if (runs.includes(run)) return runs;
  }
};
