import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type CertificateOptions, createCertificate, daysFromNow } from './certificate.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const usual = getCACertificates('default');
afterAll(() => setDefaultCACertificates(usual));

const answer = '{"choices":[{"message":{"content":"42"},"finish_reason":"stop"}]}';

const serve = async (options: CertificateOptions, trusted: boolean) => {
  let connections = 0;
  const made = createCertificate(options);
  if (trusted) setDefaultCACertificates([...usual, made.cert]);
  const server = createServer(made, (_request, response) => {
    response.setHeader('content-type', 'application/json').end(answer);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const backend = backendOf({ baseUrl: `https://localhost:${port}/v1`, maxRetries: 3 });
  closing.push(backend.close, () => new Promise(resolve => server.close(resolve)));
  return { backend, connections: () => connections };
};

describe('a server whose certificate', () => {
  const past = { from: daysFromNow(-9), until: daysFromNow(-1) };
  const future = { from: daysFromNow(1), until: daysFromNow(9) };
  it.each([
    [
      'is self-signed',
      { host: 'localhost' },
      false,
      'is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)',
      'NODE_EXTRA_CA_CERTS',
    ],
    [
      'is for another host',
      { host: 'elsewhere.test' },
      true,
      'is for another host (ERR_TLS_CERT_ALTNAME_INVALID)',
      '--base-url',
    ],
    ['has expired', { host: 'localhost', ...past }, true, 'has expired (CERT_HAS_EXPIRED)', 'certificate'],
    [
      'is for later',
      { host: 'localhost', ...future },
      true,
      'is not valid yet (CERT_NOT_YET_VALID)',
      'certificate',
    ],
  ])('%s is refused at once, in one line', async (_title, options, trusted, why, hint) => {
    const { backend, connections } = await serve(options, trusted);
    const error = await errorOf(() => backend.generate(requestOf()));
    expect(error.code).toBe('ENDPOINT_UNREACHABLE');
    expect(error.message).toContain(`no secure connection, its certificate ${why}`);
    expect(error.message).not.toContain('\n');
    expect(error.hint).toContain(hint);
    expect(connections()).toBe(1);
  });

  it('is trusted and fits is asked', async () => {
    const { backend } = await serve({ host: 'localhost' }, true);
    expect(await backend.generate(requestOf())).toMatchObject({ text: '42' });
  });
});
