import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { writeRun } from '../support/written-run.ts';
import { served } from './served.ts';

const withRun = async () => {
  const folder = temporaryFolder();
  await writeRun({ directory: join(folder, 'a'), samples: 2, trials: 1 });
  return served(folder);
};

describe('the server of the page', () => {
  it('sends every answer with the headers that keep it harmless', async () => {
    const { ask } = await withRun();
    for (const [path, status] of [
      ['/', 200],
      ['/page.js', 200],
      ['/api/runs', 200],
      ['/api/run?run=none', 404],
      ['/nothing', 404],
    ] as const) {
      const { status: given, headers } = await ask(path);
      expect([path, given]).toEqual([path, status]);
      const policy = headers['content-security-policy'];
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).toContain("base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it.each(['127.0.0.1', 'localhost', '[::1]', 'localhost:9999', 'LOCALHOST:80'])(
    'knows itself as %s',
    async host => {
      const { ask } = await withRun();
      expect((await ask('/api/runs', { headers: { host } })).status).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'evil.example:8042',
    '127.0.0.1.evil.example',
    'localhost.',
    '127.0.0.1:80:80',
    '0.0.0.0',
  ])('refuses requests to the host "%s"', async host => {
    const { ask } = await withRun();
    const { status, body } = await ask('/api/runs', { headers: { host } });
    expect(status).toBe(403);
    expect(JSON.parse(body).error).toContain('host');
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('refuses %s', async method => {
    const { ask } = await withRun();
    const { status, headers } = await ask('/api/runs', { method });
    expect(status).toBe(405);
    expect(headers.allow).toBe('GET, HEAD');
  });

  it('answers HEAD with the head alone', async () => {
    const { ask } = await withRun();
    const [head, whole] = [await ask('/api/runs', { method: 'HEAD' }), await ask('/api/runs')];
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(whole.body)));
  });

  it.each(['cross-site', 'same-site'])('refuses what pages of other sites (%s) ask for', async site => {
    const { ask } = await withRun();
    expect((await ask('/api/runs', { headers: { 'sec-fetch-site': site } })).status).toBe(403);
    expect((await ask('/', { headers: { 'sec-fetch-site': site } })).status).toBe(200);
  });

  it.each([
    '/../../../../etc/passwd',
    '/..%2f..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/....//etc/passwd',
    '//etc/passwd',
    '/page.js/../../package.json',
    '/index.html%00.js',
    '/a/run.json',
    '/api/../../a/run.json',
    '/constructor',
    '/__proto__',
  ])('has no file at %s', async path => {
    const { ask } = await withRun();
    const { status, body } = await ask(path);
    expect([400, 404]).toContain(status);
    expect(Object.keys(JSON.parse(body))).toEqual(['error']);
  });

  it.each([
    '/api/run?run=../a',
    '/api/run?run=.',
    '/api/run?run=/etc',
    '/api/run?run=a%00',
    '/api/run?run=constructor',
    '/api/sample?run=a&task=../made.cot&id=s0',
    '/api/sample?run=a&task=made.cot&id=../s0',
    '/api/sample?run=a&task=__proto__&id=s0',
    '/api/compare?a=a&b=..',
  ])('knows nothing by the name in %s', async path => {
    const { ask } = await withRun();
    const { status, body } = await ask(path);
    expect(status).toBe(404);
    expect(JSON.parse(body).error).toMatch(/^there is no such/);
  });

  it.each([
    ['/api/run', 'run is missing'],
    ['/api/rows', 'q is missing'],
    ['/api/rows?q=', 'not JSON'],
    ['/api/rows?q={"run":"a"}', 'is missing'],
    ['/api/rows?q={"run":"a","task":"made.cot","grader":"exact","limit":1e9}', 'limit'],
    ['/api/compare?a=a&b=a', 'itself'],
  ])('says in words what is wrong with %s', async (path, words) => {
    const { ask } = await withRun();
    const { status, body } = await ask(encodeURI(path));
    expect(status).toBe(400);
    expect(JSON.parse(body).error).toContain(words);
  });

  it('refuses long addresses', async () => {
    const { ask } = await withRun();
    expect((await ask(`/api/rows?q=${'x'.repeat(9000)}`)).status).toBe(414);
  });

  it('survives what is no HTTP', async () => {
    const { url, get } = await withRun();
    const { hostname, port } = new URL(url);
    for (const bytes of [
      '\0\0\0',
      'GET / HTTP/9.9\r\n\r\n',
      'GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n',
    ]) {
      await new Promise<void>(resolve => {
        const socket = connect(Number(port), hostname, () => socket.end(bytes));
        socket
          .on('close', () => resolve())
          .on('error', () => {})
          .resume();
      });
    }
    expect(await get('/api/runs')).toMatchObject({ version: '0.0.0' });
  });
});
