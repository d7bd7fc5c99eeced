import { afterEach, describe, expect, it } from 'vitest';
import { type ScriptedAnswer, type ScriptedRequest, startServer } from '../../src/scripted/index.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const apis = ['chat', 'completions'] as const;
const letters = { ' A': -3, ' B': -0.25, ' C': -2, ' D': -4, ' E': -5, ' F': -6 };
const wanting = (logprobs: number) => requestOf(undefined, { logprobs });
const wantedOf = (body: ScriptedRequest['body']) => body.top_logprobs ?? body.logprobs ?? 0;

const scripted = async (
  answer: (request: ScriptedRequest) => ScriptedAnswer,
  given: Parameters<typeof backendOf>[0] = {},
) => {
  const wanted: unknown[] = [];
  const server = await startServer({
    answer: request => {
      wanted.push(wantedOf(request.body));
      return answer(request);
    },
  });
  closing.push(server.close);
  const backend = backendOf({ baseUrl: server.url, ...given });
  closing.push(backend.close);
  return { backend, wanted };
};

const refusal = (message: string, status = 400) => ({ status, body: { error: { message } } });
/** A server that gives at most so many. */
const atMost =
  (most: number, said = `Cannot request more than ${most} logprobs.`) =>
  ({ body }: ScriptedRequest): ScriptedAnswer =>
    Number(wantedOf(body)) > most ? refusal(said) : { text: ' B', logprobs: letters };

describe.each(apis)('log-probabilities over %s', api => {
  it('are asked for as few as the server gives, and it is remembered', async () => {
    const { backend, wanted } = await scripted(atMost(5), { api });
    const generated = await backend.generate(wanting(20));
    expect(generated.logprobs?.top.map(([token]) => token)).toEqual([' B', ' C', ' A', ' D', ' E']);
    expect(generated.retries).toBe(0);
    await backend.generate(wanting(20));
    await backend.generate(wanting(2));
    expect(wanted).toEqual([20, 5, 5, 2]);
  });

  it.each([400, 422])('are left out where the server gives none (HTTP %s)', async status => {
    const { backend, wanted } = await scripted(
      ({ body }) => ('logprobs' in body ? refusal('unknown field: LOGPROBS', status) : { text: ' B' }),
      { api },
    );
    const generated = await backend.generate(wanting(20));
    expect(generated.text).toBe(' B');
    expect(generated).not.toHaveProperty('logprobs');
    await backend.generate(wanting(20));
    expect(wanted).toEqual([20, 5, 0, 0]);
  });

  it('are not missed by a request that wants none', async () => {
    const { backend, wanted } = await scripted(() => refusal('logprobs are too dear'), { api });
    const error = await errorOf(() => backend.generate(requestOf()));
    expect(error.message).toContain('logprobs are too dear');
    expect(wanted).toEqual([0]);
  });

  it('are asked for again where the refusal was about something else', async () => {
    let asked = 0;
    const { backend, wanted } = await scripted(
      () => {
        asked += 1;
        return asked <= 3 ? refusal('your fields temperature, logprobs are odd') : ' B';
      },
      { api },
    );
    await errorOf(() => backend.generate(wanting(20)));
    await backend.generate(wanting(20));
    expect(wanted).toEqual([20, 5, 0, 20]);
  });

  it('are learnt by requests that were under way together', async () => {
    const { backend } = await scripted(atMost(5), { api });
    const all = await Promise.all(Array.from({ length: 6 }, () => backend.generate(wanting(20))));
    expect(all.map(({ logprobs }) => logprobs?.top.length)).toEqual([5, 5, 5, 5, 5, 5]);
    expect(wantedOf(backend.prepare(wanting(20)).body)).toBe(5);
  });
});

it('asks for fewer log-probabilities and by another limit when a server wants both', async () => {
  const { backend } = await scripted(({ body }) => {
    if ('max_tokens' in body) return refusal('Use max_completion_tokens');
    return 'logprobs' in body ? refusal('logprobs are not for this model') : ' B';
  });
  expect((await backend.generate(wanting(20))).text).toBe(' B');
  expect(Object.keys(backend.prepare(wanting(20)).body)).toEqual([
    'model',
    'messages',
    'max_completion_tokens',
    'temperature',
  ]);
});
