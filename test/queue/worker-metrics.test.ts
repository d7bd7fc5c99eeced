import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/core/index.ts';
import { type MetricsView, metricsText } from '../../src/queue/metrics.ts';
import { openMetrics } from '../../src/queue/metrics-server.ts';
import { createTotals } from '../../src/queue/totals.ts';
import { runCli } from '../support/cli.ts';

const verdict = (change: Partial<Verdict>): Verdict =>
  ({ benchmark: 'gsm8k', protocol: 'cot', grader: 'strict', verdict: 'correct', ...change }) as Verdict;

const viewOf = (totals = createTotals()): MetricsView => ({
  ...{ version: '1.2.3', totals, slots: 4, busy: 3, joined: 2, refused: 1, deaths: 0, judgesMb: 1.5 },
  ...{ connected: true, drains: false },
});

/** The values by name and labels, and the kinds, as a scraper reads them. */
const read = (text: string) => {
  const values = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.trimEnd().split('\n')) {
    const [, name, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined) types.set(name, type);
    if (line.startsWith('#')) continue;
    const value = /^([a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})?) (\S+)$/.exec(line);
    if (value === null) throw new Error(`no line of the format: ${line}`);
    values.set(value[1] ?? '', Number(value[2]));
  }
  return { values, types };
};

describe('the metrics of a worker', () => {
  it('tell what was judged, by task, grader and outcome', () => {
    const totals = createTotals();
    totals.judged([verdict({}), verdict({ grader: 'other', verdict: 'unscored' })]);
    totals.judged([verdict({})]);
    totals.batch('judged', 300);
    totals.batch('judged', 400_000);
    totals.batch('back', 10);
    const { values, types } = read(metricsText(viewOf(totals)));
    const of = (name: string) => values.get(`eurus_eval_worker_${name}`);
    expect(of('completions_total')).toBe(2);
    expect(of('completions_unscored_total')).toBe(1);
    expect(of('verdicts_total{task="gsm8k.cot",grader="strict",verdict="correct"}')).toBe(2);
    expect(of('verdicts_total{task="gsm8k.cot",grader="other",verdict="unscored"}')).toBe(1);
    expect(of('batches_total{end="judged"}')).toBe(2);
    expect(of('batches_total{end="back"}')).toBe(1);
    expect(of('batch_duration_seconds_bucket{le="0.05"}')).toBe(1);
    expect(of('batch_duration_seconds_bucket{le="0.5"}')).toBe(2);
    expect(of('batch_duration_seconds_bucket{le="300"}')).toBe(2);
    expect(of('batch_duration_seconds_bucket{le="+Inf"}')).toBe(3);
    expect(of('batch_duration_seconds_count')).toBe(3);
    expect(of('batch_duration_seconds_sum')).toBeCloseTo(400.31);
    expect(of('judges_resident_memory_bytes')).toBe(1.5 * 1024 * 1024);
    expect(types.get('eurus_eval_worker_batch_duration_seconds')).toBe('histogram');
    expect([...types.keys()].filter(name => name.endsWith('_total')).map(name => types.get(name))).toEqual(
      expect.not.arrayContaining(['gauge']),
    );
  });

  it('escape labels, whatever a name holds', () => {
    const totals = createTotals();
    totals.judged([verdict({ grader: 'a"b\\c\nd\ud800' })]);
    const { values } = read(metricsText(viewOf(totals)));
    const line = 'verdicts_total{task="gsm8k.cot",grader="a\\"b\\\\c\\nd\ufffd",verdict="correct"}';
    expect(values.get(`eurus_eval_worker_${line}`)).toBe(1);
  });

  it('have no more series than that, however many kinds there are', () => {
    const totals = createTotals();
    for (let n = 0; n < 5000; n += 1) totals.judged([verdict({ grader: `g${n}` })]);
    const { values } = read(metricsText(viewOf(totals)));
    const series = [...values.keys()].filter(name => name.startsWith('eurus_eval_worker_verdicts_total'));
    expect(series).toHaveLength(2001);
    expect(series.reduce((sum, name) => sum + (values.get(name) ?? 0), 0)).toBe(5000);
  });
});

describe('the server of the metrics', () => {
  const served = async (host: string, act: (url: string) => Promise<void>): Promise<void> => {
    const server = await openMetrics({ host, port: 0 }, () => viewOf());
    try {
      await act(server.url);
    } finally {
      await server.close();
    }
  };

  it('answers a GET of /metrics in the text format 0.0.4', () =>
    served('127.0.0.1', async url => {
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
      const response = await fetch(url);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
      expect(read(await response.text()).values.get('eurus_eval_worker_slots')).toBe(4);
    }));

  it.each([
    ['another path', '/', {}, 404],
    ['a path below', '/metrics/x', {}, 404],
    ['a question', '/metrics?name[]=x', {}, 200],
    ['another method', '/metrics', { method: 'POST', body: 'x' }, 405],
  ])('answers %s with its status', (_, path, options, status) =>
    served('127.0.0.1', async url => {
      expect((await fetch(new URL(path, url), options)).status).toBe(status);
    }),
  );

  /** What a raw request is answered. */
  const ask = (url: string, text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
      socket.on('data', chunk => {
        answer += chunk;
        socket.end();
      });
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });

  it.each([
    ['127.0.0.1:9', 200],
    ['localhost', 200],
    ['[::1]:9', 200],
    ['evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['127.evil.example', 403],
  ])('on loopback answers the host name %s with %d', (name, status) =>
    served('127.0.0.1', async url => {
      const answer = await ask(url, `GET /metrics HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    }),
  );

  it('answers every host name once it is opened', () =>
    served('0.0.0.0', async url => {
      const answer = await ask(url, 'GET /metrics HTTP/1.1\r\nHost: worker-1\r\nConnection: close\r\n\r\n');
      expect(answer).toMatch(/^HTTP\/1.1 200 /);
    }));

  it('is refused a port that is taken, in one line, before anything else is done', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => other.once('listening', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const args = ['worker', '--queue', 'redis://127.0.0.1:1', '--metrics', String(port)];
      expect(await runCli(args)).toEqual({
        code: 2,
        stdout: '',
        stderr: `eurus-eval: --metrics: port ${port} of 127.0.0.1 is taken.\nName another one; 0 takes a free one and says which.\n`,
      });
    } finally {
      other.close();
    }
  });
});
