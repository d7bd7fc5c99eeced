import { describe, expect, it } from 'vitest';
import { networkFailure } from '../../src/model/http/network-failure.ts';
import { parseModel, resolveTarget } from '../../src/model/target.ts';
import { optionsOf } from './support.ts';

const url = 'http://host.test/v1';
const thrown = (code: string, message = 'it failed') => Object.assign(new Error(message), { code });
const target = () => {
  const { provider, model } = parseModel('vllm/tiny');
  return resolveTarget(provider, model, optionsOf({ model: 'vllm/tiny', baseUrl: url }));
};

describe('what the network throws', () => {
  it.each([
    ['ECONNREFUSED', 'unreachable', true, 'connection refused', 'Start the server'],
    ['ENOTFOUND', 'unreachable', true, 'the host name is not known', 'Start the server'],
    ['EAI_AGAIN', 'unreachable', true, 'cannot be looked up now', 'Start the server'],
    ['EHOSTUNREACH', 'unreachable', true, 'no route to the host', 'Start the server'],
    ['ETIMEDOUT', 'unreachable', true, 'connecting took too long', '--connect-timeout'],
    ['UND_ERR_CONNECT_TIMEOUT', 'unreachable', true, 'connecting took too long', '--connect-timeout'],
    ['ECONNRESET', 'lost', true, 'broke: it failed', null],
    ['EPIPE', 'lost', true, 'broke: it failed', null],
    ['UND_ERR_SOCKET', 'lost', true, 'broke: it failed', null],
    ['Z_BUF_ERROR', 'broken', true, 'broke: it failed', null],
    ['HPE_INVALID_CHUNK_SIZE', 'broken', true, 'broke: it failed', null],
    ['CERT_HAS_EXPIRED', 'refused', false, 'its certificate has expired', 'certificate'],
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'refused',
      false,
      'an authority that is not known',
      'NODE_EXTRA_CA_CERTS',
    ],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'refused', false, 'the handshake failed', 'certificate'],
    ['UND_ERR_DESTROYED', 'refused', false, 'broke: it failed', null],
  ])('%s is %s', (code, outcome, transient, message, hint) => {
    const failure = networkFailure(target(), url, thrown(code));
    expect(failure).toMatchObject({ outcome, transient, status: null });
    expect(failure.error.message).toContain(message);
    expect(failure.error.message).toContain(`(${code})`);
    if (hint === null) expect(failure.error.hint).toBeNull();
    else expect(failure.error.hint).toContain(hint);
  });

  it('is looked for one level down', () => {
    const wrapped = new Error('fetch failed', { cause: thrown('ECONNREFUSED') });
    expect(networkFailure(target(), url, wrapped).outcome).toBe('unreachable');
  });

  it.each([new TypeError('a mistake of ours'), thrown('ERR_INVALID_URL'), thrown('UND_ERR_INVALID_ARG')])(
    'goes on where it is a mistake of ours: %s',
    mistake => {
      expect(() => networkFailure(target(), url, mistake)).toThrow(mistake);
    },
  );
});
