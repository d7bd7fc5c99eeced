import { createServer, request as forward, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findProxy } from '../../src/model/http/proxy.ts';
import { checkEndpoint } from '../../src/model/index.ts';
import { startServer } from '../../src/scripted/index.ts';
import { certificateFor } from '../support/certificate.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise(resolve => server.close(resolve)));
  return (server.address() as AddressInfo).port;
};

/** A proxy that takes whatever host it is asked for to a port of this machine. */
const startProxy = async (port: number, { password = '' } = {}) => {
  const seen: string[] = [];
  const allowed = ({ headers }: IncomingMessage) =>
    password === '' ||
    headers['proxy-authorization'] === `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (!allowed(request)) return void response.writeHead(407).end();
    const { pathname } = new URL(request.url ?? '');
    const { method, headers } = request;
    const onward = forward({ host: '127.0.0.1', port, path: pathname, method, headers }, answer => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('connect', (request: IncomingMessage, socket, head: Buffer) => {
    seen.push(`CONNECT ${request.url}`);
    socket.on('error', () => {});
    if (!allowed(request)) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    if (request.url?.startsWith('nowhere')) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    closing.unshift(async () => [socket, onward].map(one => one.destroy()));
  });
  return { port: await listen(server), seen };
};

const backendAt = (baseUrl: string, env: Record<string, string>) => {
  const backend = backendOf({ baseUrl, env: { ...env, OPENAI_API_KEY: 'sk-1' } });
  closing.unshift(backend.close);
  return backend;
};
const scripted = async () => {
  const server = await startServer({ answer: () => 'ok', apiKey: 'sk-1', models: ['tiny'] });
  closing.push(server.close);
  return Number(new URL(server.url).port);
};

const host = 'model.test';
const { cert, key } = certificateFor(host);

/** The same server behind TLS. */
const secured = async () => {
  const port = await scripted();
  const server = createSecureServer({ cert, key }, (request, response) => {
    const { url: path = '', method, headers } = request;
    const onward = forward({ host: '127.0.0.1', port, path, method, headers }, answer => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('tlsClientError', () => {});
  const own = await listen(server);
  closing.unshift(async () => server.closeAllConnections());
  return own;
};

describe('a proxy', () => {
  it('is handed what goes over http', async () => {
    const proxy = await startProxy(await scripted());
    const backend = backendAt(`http://${host}/v1`, { http_proxy: `http://127.0.0.1:${proxy.port}` });
    const { notes } = await checkEndpoint(backend);
    expect(notes).toEqual([`Requests go through the proxy http://127.0.0.1:${proxy.port} (http_proxy)`]);
    expect((await backend.generate(requestOf())).text).toBe('ok');
    expect(proxy.seen).toEqual([`GET http://${host}/v1/models`, `POST http://${host}/v1/chat/completions`]);
  });

  describe('for https', () => {
    const usual = getCACertificates('default');
    beforeAll(() => setDefaultCACertificates([...usual, cert]));
    afterAll(() => setDefaultCACertificates(usual));

    it('makes a tunnel', async () => {
      const proxy = await startProxy(await secured());
      const backend = backendAt(`https://${host}/v1`, { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
      expect((await checkEndpoint(backend)).models).toEqual(['tiny']);
      expect((await backend.generate(requestOf())).text).toBe('ok');
      expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT ${host}:443`]));
    });

    it('is given the password and never shown with it', async () => {
      const proxy = await startProxy(await secured(), { password: 'p-secret' });
      const at = `127.0.0.1:${proxy.port}`;
      const right = backendAt(`https://${host}/v1`, { HTTPS_PROXY: `http://me:p-secret@${at}` });
      const { notes } = await checkEndpoint(right);
      expect(notes).toEqual([`Requests go through the proxy http://${at} (HTTPS_PROXY)`]);
      expect((await right.generate(requestOf())).text).toBe('ok');
    });
  });

  it.each(['http', 'https'] as const)('that wants a password is one line (%s)', async scheme => {
    const proxy = await startProxy(await scripted(), { password: 'right' });
    const variable = `${scheme.toUpperCase()}_PROXY`;
    const env = { [variable]: `http://me:p-secret@127.0.0.1:${proxy.port}` };
    const error = await errorOf(() => checkEndpoint(backendAt(`${scheme}://${host}/v1`, env)));
    expect(error.code).toBe('ENDPOINT_UNREACHABLE');
    expect(error.message).toContain(
      `the proxy http://127.0.0.1:${proxy.port} wants a user name and a password (HTTP 407)`,
    );
    expect(error.hint).toContain(variable);
    expect(`${error.message} ${error.hint} ${String(error.cause)}`).not.toContain('p-secret');
  });

  it.each(['http', 'https'] as const)('that is dead is one line that names it (%s)', async scheme => {
    const gone = await startServer({ answer: () => '' });
    await gone.close();
    const { origin } = new URL(gone.url);
    const variable = `${scheme}_proxy`;
    const error = await errorOf(() =>
      checkEndpoint(backendAt(`${scheme}://${host}/v1`, { [variable]: origin })),
    );
    expect(error.code).toBe('ENDPOINT_UNREACHABLE');
    expect(error.message).toBe(
      `Cannot reach ${scheme}://${host}/v1/models: the proxy ${origin} refuses connections (ECONNREFUSED)`,
    );
    expect(error.hint).toBe(`Check ${variable}, or name ${host} in NO_PROXY to go there directly`);
  });

  it('that cannot reach the server is one line', async () => {
    const proxy = await startProxy(1);
    const env = { https_proxy: `http://127.0.0.1:${proxy.port}` };
    const error = await errorOf(() => checkEndpoint(backendAt('https://nowhere.test/v1', env)));
    expect(error.message).toContain('does not connect to nowhere.test (HTTP 502)');
  });

  it('is passed over for a host that NO_PROXY names', async () => {
    const port = await scripted();
    const env = { http_proxy: 'http://127.0.0.1:1', no_proxy: 'other.test, 127.0.0.1' };
    const backend = backendAt(`http://127.0.0.1:${port}/v1`, env);
    expect((await checkEndpoint(backend)).notes).toBeUndefined();
    expect((await backend.generate(requestOf())).text).toBe('ok');
  });

  const proxied = 'http://p:1/';
  it.each([
    ['http://a.test/v1', { http_proxy: proxied }, proxied],
    ['http://a.test/v1', { HTTP_PROXY: proxied }, proxied],
    ['http://a.test/v1', { https_proxy: proxied }, null],
    ['https://a.test/v1', { https_proxy: 'http://q:2', HTTPS_PROXY: proxied }, 'http://q:2/'],
    ['https://a.test/v1', { https_proxy: ' ' }, null],
    ['https://a.test/v1', { https_proxy: proxied, no_proxy: '*' }, null],
    ['https://b.a.test/v1', { https_proxy: proxied, NO_PROXY: '.a.test' }, null],
    ['https://b.a.test/v1', { https_proxy: proxied, NO_PROXY: 'x,a.test' }, null],
    ['https://ba.test/v1', { https_proxy: proxied, NO_PROXY: 'a.test' }, proxied],
    ['https://a.test:8/v1', { https_proxy: proxied, NO_PROXY: 'a.test:9' }, proxied],
    ['https://a.test:9/v1', { https_proxy: proxied, NO_PROXY: 'a.test:9' }, null],
    ['http://[::1]:9/v1', { http_proxy: proxied, NO_PROXY: '[::1]' }, null],
  ])('for %s with %j is %s', (address, env, url) => {
    expect(findProxy(address, env)?.url ?? null).toBe(url);
  });

  it.each(['nonsense', 'socks5://me:p-secret@h:1', 'p-secret'])(
    'that is none is refused: %s',
    async value => {
      const error = await errorOf(() => findProxy('https://a.test', { HTTPS_PROXY: value }));
      expect(error).toMatchObject({
        code: 'USAGE',
        message: 'HTTPS_PROXY is not the address of an HTTP proxy',
      });
      expect(error.hint).not.toContain('p-secret');
    },
  );
});

describe('http for https', () => {
  it('is named where the server only breaks the connection', async () => {
    const port = await secured();
    const error = await errorOf(() => checkEndpoint(backendAt(`http://127.0.0.1:${port}/v1`, {})));
    expect(error).toMatchObject({
      code: 'ENDPOINT_UNREACHABLE',
      message: `http://127.0.0.1:${port}/v1 speaks https, not http`,
      hint: `Give --base-url https://127.0.0.1:${port}/v1`,
    });
  });

  it.each([
    '<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>',
    'Client sent an HTTP request to an HTTPS server.\n',
    "Reason: You're speaking plain HTTP to an SSL-enabled server port.",
  ])('is named where the server says so: %s', async page => {
    const port = await listen(createServer((_request, response) => void response.writeHead(400).end(page)));
    const error = await errorOf(() => checkEndpoint(backendAt(`http://127.0.0.1:${port}/v1`, {})));
    expect(error.message).toContain('speaks https, not http');
  });

  it('is not suspected where a server breaks connections for another reason', async () => {
    const port = await listen(createServer((_request, response) => void response.destroy()));
    const found = await checkEndpoint(backendAt(`http://127.0.0.1:${port}/v1`, {}));
    expect(found).toEqual({ reachable: true, authorised: false });
  });
});

it('https for http is named too', async () => {
  const port = await scripted();
  const error = await errorOf(() => checkEndpoint(backendAt(`https://127.0.0.1:${port}/v1`, {})));
  expect(error.code).toBe('ENDPOINT_UNREACHABLE');
  expect(error.message).toContain('it does not speak TLS there');
  expect(error.hint).toContain(`--base-url http://127.0.0.1:${port}/v1`);
});
