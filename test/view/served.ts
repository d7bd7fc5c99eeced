import { request } from 'node:http';
import { onTestFinished } from 'vitest';
import type { RowPage, RowQuery, SamplePage } from '../../src/view/api.ts';
import { serveView, type ViewOptions } from '../../src/view/server/index.ts';
import { taskOfWritten } from '../support/written-run.ts';

export type Given = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

export type Served = {
  readonly url: string;
  /** A request as it is given, address and headers untouched. */
  ask(path: string, options?: { method?: string; headers?: Record<string, string> }): Promise<Given>;
  /** An answer of the API; throws when it is an error. */
  get<T>(path: string): Promise<T>;
  rows(query?: Partial<RowQuery>): Promise<RowPage>;
  sample(id: string, more?: { run?: string; task?: string }): Promise<SamplePage>;
};

/** The real server on a free port, closed when the test ends. */
export const served = async (folder: string, more: Partial<ViewOptions> = {}): Promise<Served> => {
  const assets = new Map([
    ['/index.html', { bytes: Buffer.from('<!doctype html>page'), type: 'text/html; charset=utf-8' }],
    ['/page.js', { bytes: Buffer.from('0'), type: 'text/javascript; charset=utf-8' }],
  ]);
  const view = await serveView({ folder, version: '0.0.0', port: 0, assets, everyMs: 50, ...more });
  onTestFinished(() => view.close());
  const ask: Served['ask'] = (path, options = {}) =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(view.url);
      const sent = request({ hostname, port, path, ...options }, response => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      });
      sent.on('error', reject).end();
    });
  const get = async <T>(path: string): Promise<T> => {
    const { status, body } = await ask(path);
    if (status !== 200) throw new Error(`${status} ${body}`);
    return JSON.parse(body);
  };
  return {
    url: view.url,
    ask,
    get,
    rows: async query => {
      const q = { run: 'a', task: taskOfWritten, grader: 'exact', ...query };
      const path = `/api/rows?q=${encodeURIComponent(JSON.stringify(q))}`;
      // What has not been read by then comes with a later answer.
      for (;;) {
        const page = await get<RowPage>(path);
        if (page.indexed === undefined) return page;
      }
    },
    sample: async (id, { run = 'a', task = taskOfWritten } = {}) => {
      for (;;) {
        const page = await get<SamplePage>(`/api/sample?${new URLSearchParams({ run, task, id })}`);
        if (page.unread === undefined) return page;
      }
    },
  };
};
