import { describe, expect, it, onTestFinished } from 'vitest';
import { userTurn } from '../../../src/core/index.ts';
import { createLikelihood, type LikelihoodOptions } from '../../../src/model/likelihood/index.ts';
import {
  type EchoFault,
  type EchoServerOptions,
  knownLogprob,
  startEchoServer,
  words,
} from '../../support/echo-server.ts';
import { errorOf } from '../support.ts';

const policyAt = (url: string, given: Partial<LikelihoodOptions> = {}) => {
  const policy = createLikelihood({
    model: 'vllm/policy',
    baseUrl: url,
    apiKeyEnv: null,
    env: {},
    chatTemplate: 'chatml',
    way: 'echo',
    timeoutMs: 5_000,
    maxRetries: 0,
    concurrency: 2,
    firstRetryDelayMs: 1,
    ...given,
  });
  onTestFinished(() => policy.close());
  return policy;
};

const item = { prompt: userTurn('What is 2 + 2?'), answer: 'It is 4.' };
const prompt = '<|im_start|>user\nWhat is 2 + 2?<|im_end|>\n<|im_start|>assistant\n';
const answer = 'It is 4.<|im_end|>\n';

/** The sum over the tokens of the answer, from the definition of the server's log-probabilities. */
const expected = (of: string, start: string, model = 'policy', bos: readonly string[] = ['<s>']): number => {
  const tokens = [...bos, ...words(start + of)];
  const first = bos.length + words(start).length;
  return tokens.reduce(
    (sum, token, at) => (at < first ? sum : sum + knownLogprob(token, tokens.slice(0, at), model)),
    0,
  );
};

describe('log-probabilities of answers', () => {
  for (const way of ['echo', 'prompt_logprobs'] as const) {
    it(`are the sum over the answer's tokens, with the end of its turn (${way})`, async () => {
      const server = await startEchoServer();
      const [sum] = await policyAt(server.url, { way }).score([item]);
      expect(sum).toBeCloseTo(expected(answer, prompt), 12);
      expect(server.texts).toEqual([prompt + answer]);
    });
  }

  it('asks for no new token, and for one where the server refuses that', async () => {
    const server = await startEchoServer({ generates: true });
    const policy = policyAt(server.url);
    const [sum] = await policy.score([item]);
    expect(sum).toBeCloseTo(expected(answer, prompt), 12);
    await policy.score([item]);
    expect(server.bodies.map(body => body.max_tokens)).toEqual([1, 1]);
    const lenient = await startEchoServer();
    await policyAt(lenient.url).score([item]);
    const python = await startEchoServer();
    await policyAt(python.url, { model: 'llama-cpp/policy' }).score([item]);
    expect(python.bodies).toMatchObject([{ max_tokens: 1 }]);
    expect(lenient.bodies).toMatchObject([{ max_tokens: 0, echo: true, logprobs: 1, temperature: 0 }]);
  });

  const counts: readonly {
    readonly name: string;
    readonly usage: object | undefined;
    readonly more: string[];
  }[] = [
    { name: 'as vLLM does, one that it does not list', usage: { completion_tokens: 1 }, more: [] },
    { name: 'all that it went on writing', usage: { completion_tokens: 3 }, more: [' and', ' so', ' on'] },
    { name: 'nothing', usage: undefined, more: [] },
  ];
  for (const { name, usage, more } of counts) {
    it(`takes the tokens of the text alone of a server that counts ${name}`, async () => {
      const server = await startEchoServer({
        fault: () => ({
          document: whole => {
            const [choice] = whole.choices as {
              text: string;
              logprobs: { tokens: string[]; token_logprobs: number[] };
            }[];
            const given = choice?.logprobs.tokens.length;
            choice?.logprobs.tokens.push(...more);
            choice?.logprobs.token_logprobs.push(...more.map(() => -9));
            return { ...whole, usage: usage && { prompt_tokens: given, ...usage } };
          },
        }),
      });
      const [sum] = await policyAt(server.url).score([item]);
      expect(sum).toBeCloseTo(expected(answer, prompt), 12);
    });
  }

  it('works without a beginning-of-sequence token', async () => {
    const server = await startEchoServer({ bos: '' });
    for (const way of ['echo', 'prompt_logprobs'] as const) {
      const [sum] = await policyAt(server.url, { way }).score([item]);
      expect(sum).toBeCloseTo(expected(answer, prompt, 'policy', []), 12);
    }
  });

  it('takes what the answer adds where a token reaches across the border', async () => {
    // "\nIt" is one token, the prompt alone ends in "\n".
    const merging = (text: string): readonly string[] => {
      const tokens: string[] = [];
      for (const token of words(text)) {
        if (token === 'It' && tokens.at(-1) === '\n') tokens.splice(-1, 1, '\nIt');
        else tokens.push(token);
      }
      return tokens;
    };
    const server = await startEchoServer({ tokenize: merging });
    const policy = policyAt(server.url);
    const [sum] = await policy.score([item]);
    const total = (text: string): number => {
      const tokens = ['<s>', ...merging(text)];
      return tokens.reduce(
        (sum, token, at) => (at === 0 ? 0 : sum + knownLogprob(token, tokens.slice(0, at), 'policy')),
        0,
      );
    };
    expect(sum).toBeCloseTo(total(prompt + answer) - total(prompt), 12);
    expect(server.texts).toEqual([prompt + answer, prompt]);
    // The prompt's own tokens are asked for once.
    await policy.score([{ ...item, answer: 'It is 5.' }]);
    expect(server.texts.slice(2)).toEqual([prompt + answer.replace('4', '5')]);
  });

  it('takes the difference where tokens do not spell the text', async () => {
    const broken = (document: Record<string, unknown>): unknown =>
      JSON.parse(JSON.stringify(document).replaceAll('é', '\ufffd'));
    const server = await startEchoServer({ fault: () => ({ document: broken }) });
    const asked = { prompt: userTurn('Café?'), answer: 'Oui.' };
    const [sum] = await policyAt(server.url, { chatTemplate: 'plain' }).score([asked]);
    expect(sum).toBeCloseTo(expected('Oui.', 'Café?\n'), 12);
    expect(server.texts).toEqual(['Café?\nOui.', 'Café?\n']);
  });
});

type Case = { readonly name: string; readonly server: EchoServerOptions; readonly why: RegExp };
const document =
  (change: (choice: { logprobs: { tokens: string[]; token_logprobs: unknown[] } }) => void) =>
  (): EchoFault => ({
    document: whole => {
      change((whole.choices as never[])[0] as never);
      return whole;
    },
  });

describe('an answer without a log-probability says why', () => {
  const cases: readonly Case[] = [
    { name: 'a refusal', server: { fault: () => ({ status: 400 }) }, why: /HTTP 400/ },
    { name: 'a fault of the server', server: { fault: () => ({ status: 500 }) }, why: /HTTP 500/ },
    { name: 'a cut connection', server: { fault: () => 'reset' }, why: /./ },
    { name: 'no JSON', server: { fault: () => ({ raw: 'oops' }) }, why: /invalid JSON/ },
    {
      name: 'NaN as Python writes it',
      server: {
        logprob: () => -7777,
        fault: () => ({ document: whole => JSON.stringify(whole).replaceAll('-7777', 'NaN') }),
      },
      why: /has no log-probability/,
    },
    { name: 'null', server: { logprob: () => null }, why: /has no log-probability/ },
    { name: 'a number above 0', server: { logprob: () => 0.5 }, why: /above 0/ },
    {
      name: 'fewer numbers than tokens',
      server: { fault: document(({ logprobs }) => void logprobs.token_logprobs.pop()) },
      why: /one log-probability for each token/,
    },
    {
      name: 'a server that goes on writing',
      server: {
        fault: () => ({
          document: whole => {
            const { usage: _, ...rest } = whole;
            Object.assign((rest.choices as object[])[0] ?? {}, { text: `${prompt}${answer} and more` });
            return rest;
          },
        }),
      },
      why: /went on writing/,
    },
    {
      name: 'another text',
      server: { fault: document(({ logprobs }) => void logprobs.tokens.reverse()) },
      why: /has no log-probability|do not begin as/,
    },
  ];
  for (const { name, server, why } of cases) {
    it(name, async () => {
      const { url } = await startEchoServer(server);
      const [failure] = await policyAt(url).score([item]);
      expect(failure).toMatchObject({ message: expect.stringMatching(why) });
    });
  }

  it('an empty answer to a template that writes no end', async () => {
    const { url, texts } = await startEchoServer();
    const [failure] = await policyAt(url, { chatTemplate: 'plain' }).score([{ ...item, answer: '' }]);
    expect(failure).toMatchObject({ code: 'REWARD_UNUSABLE' });
    expect(texts).toEqual([]);
  });
});

describe('a server that has none', () => {
  const silent: readonly { readonly name: string; readonly fault: () => EchoFault }[] = [
    {
      name: 'gives no log-probabilities',
      fault: document(choice => void Object.assign(choice, { logprobs: null })),
    },
    {
      name: 'gives those of what it generated alone',
      fault: document(choice => void Object.assign(choice, { logprobs: { tokens: [], token_logprobs: [] } })),
    },
    {
      name: 'passes over echo, and lists what it generated',
      fault: document(
        choice =>
          void Object.assign(choice, { text: ' The', logprobs: { tokens: [' The'], token_logprobs: [-1] } }),
      ),
    },
  ];
  for (const { name, fault } of silent) {
    it(`is said so: it ${name}`, async () => {
      const { url } = await startEchoServer({ fault });
      const error = await errorOf(() => policyAt(url).score([item]));
      expect(error).toMatchObject({ code: 'BACKEND_CANNOT', hint: expect.stringContaining('vLLM') });
    });
  }

  it('is refused before anything is sent, where it is known', async () => {
    expect(await errorOf(async () => policyAt('http://127.0.0.1:1/v1', { model: 'ollama/x' }))).toMatchObject(
      {
        code: 'USAGE',
      },
    );
    expect(await errorOf(async () => policyAt('http://127.0.0.1:1/v1', { model: 'groq/x' }))).toMatchObject({
      code: 'USAGE',
    });
  });

  it('and a wrong key end everything', async () => {
    const { url } = await startEchoServer({ fault: () => ({ status: 401 }) });
    expect(await errorOf(() => policyAt(url).score([item]))).toMatchObject({ code: 'ENDPOINT_UNAUTHORIZED' });
  });
});
