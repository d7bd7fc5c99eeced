import { afterEach, describe, expect, it } from 'vitest';
import { type ScriptedAnswer, type ScriptedRequest, startServer } from '../../src/scripted/index.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const scripted = async (
  answer: (request: ScriptedRequest) => ScriptedAnswer,
  given: Parameters<typeof backendOf>[0] = {},
) => {
  const seen: ScriptedRequest['body'][] = [];
  const server = await startServer({
    answer: request => {
      seen.push(request.body);
      return answer(request);
    },
  });
  closing.push(server.close);
  const backend = backendOf({ baseUrl: server.url, ...given });
  closing.push(backend.close);
  const names = () => seen.map(body => Object.keys(body).filter(field => field.startsWith('max_')));
  return { backend, seen, names };
};

const refusal = (message: string) => ({
  status: 400,
  body: { error: { message, param: 'max_tokens', code: 'unsupported_parameter' } },
});
/** Newer models of OpenAI. */
const newer = ({ body }: ScriptedRequest): ScriptedAnswer =>
  'max_tokens' in body
    ? refusal("Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.")
    : 'ok';

const [old, renamed] = [['max_tokens'], ['max_completion_tokens']];

describe('the name of the token limit', () => {
  it.each([false, true])('changes once when the server asks for the other (streaming: %s)', async stream => {
    const { backend, seen, names } = await scripted(newer, { stream });
    expect(await backend.generate(requestOf())).toMatchObject({ text: 'ok', retries: 0 });
    expect((await backend.generate(requestOf())).text).toBe('ok');
    expect(names()).toEqual([old, renamed, renamed]);
    expect(seen[1]?.max_completion_tokens).toBe(512);
    expect(backend.prepare(requestOf()).body).toEqual(seen[2]);
    expect(backend.settings).toEqual({});
  });

  it('changes for requests that were under way together', async () => {
    const { backend } = await scripted(newer);
    const all = await Promise.all(Array.from({ length: 4 }, () => backend.generate(requestOf())));
    expect(all.map(({ text }) => text)).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('stays where the limit is too large under either name', async () => {
    const said = "'max_tokens' or 'max_completion_tokens' is too large: 512";
    const { backend, names } = await scripted(() => refusal(said));
    const error = await errorOf(() => backend.generate(requestOf()));
    expect(error).toMatchObject({ code: 'ENDPOINT_REFUSED', message: expect.stringContaining(said) });
    await errorOf(() => backend.generate(requestOf()));
    expect(names()).toEqual([old, renamed, old, renamed]);
  });

  it('stays where the other name is not spoken of, or not known to the API', async () => {
    const chat = await scripted(() => refusal('max_tokens is too large'));
    await errorOf(() => chat.backend.generate(requestOf()));
    expect(chat.names()).toEqual([old]);
    const completions = await scripted(newer, { api: 'completions' });
    await errorOf(() => completions.backend.generate(requestOf()));
    expect(completions.names()).toEqual([old]);
  });

  it('passes on what the server says about the rest of the request', async () => {
    const { backend } = await scripted(({ body }) =>
      'max_tokens' in body ? refusal('Use max_completion_tokens') : refusal('temperature must be 1'),
    );
    const error = await errorOf(() => backend.generate(requestOf()));
    expect(error.message).toContain('temperature must be 1');
  });
});
