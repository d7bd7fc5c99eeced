import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  addressOf,
  encodeCompletion,
  type Generated,
  type GenerateRequest,
  userTurn,
} from '../../src/core/index.ts';
import { backends } from '../../src/model/index.ts';
import { providers } from '../../src/model/provider.ts';
import { type Speaks, startServer } from '../../src/scripted/index.ts';
import { type Candidate, judgeBackend, said, scripted } from './contract.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

type Words = Omit<Candidate, 'title' | 'start' | 'connect'>;

const openAi = (api: 'chat' | 'completions'): Words => ({
  ends: { whole: 'stop', cut: 'length' },
  sampling: { max_tokens: 512, temperature: 0.2, top_p: 0.9 },
  stops: stop => ({ stop }),
  seed: { seed: 7 },
  logprobs: api === 'chat' ? { logprobs: true, top_logprobs: 3 } : { logprobs: 3 },
  reasoning: api === 'chat',
});

const anthropic: Words = {
  ends: { whole: 'end_turn', cut: 'max_tokens' },
  sampling: { max_tokens: 512, temperature: 0.2, top_p: 0.9 },
  stops: stop_sequences => ({ stop_sequences }),
  seed: null,
  logprobs: null,
  reasoning: true,
};

const gemini: Words = {
  ends: { whole: 'STOP', cut: 'MAX_TOKENS' },
  sampling: { generationConfig: { maxOutputTokens: 512, temperature: 0.2, topP: 0.9 } },
  stops: stopSequences => ({ generationConfig: { stopSequences } }),
  seed: { generationConfig: { seed: 7 } },
  logprobs: { generationConfig: { responseLogprobs: true, logprobs: 3 } },
  reasoning: true,
};

const spokenBy = (name: string): Speaks => {
  const alike: Readonly<Record<string, Speaks>> = {
    google: 'gemini',
    gemini: 'gemini',
    anthropic: 'anthropic',
  };
  const own: readonly string[] = ['vllm', 'sglang', 'llama-cpp', 'ollama', 'lmstudio', 'tgi'];
  return alike[name] ?? (own.includes(name) ? (name as Speaks) : 'openai');
};

const wordsOf = (speaks: Speaks, api: 'chat' | 'completions'): Words => {
  if (speaks === 'anthropic') return anthropic;
  return speaks === 'gemini' ? gemini : openAi(api);
};

for (const { name, dialect } of providers) {
  for (const api of dialect.apis) {
    for (const stream of [false, true]) {
      const speaks = spokenBy(name);
      judgeBackend({
        title: `${name} over ${api}, streaming: ${stream}`,
        start: scripted(speaks),
        connect: ({ url, key, maxRetries }) =>
          backendOf({
            model: name === 'openai-api' ? 'openai-api/service/tiny' : `${name}/tiny`,
            ...{ api, stream, baseUrl: url, apiKeyEnv: 'KEY', env: { KEY: key }, maxRetries },
          }),
        ...wordsOf(speaks, api),
      });
    }
  }
}

describe('the list of backends', () => {
  it('names every provider, and replay', () => {
    expect(backends.map(({ name }) => name)).toEqual([...providers.map(({ name }) => name), 'replay']);
  });

  it.each(providers)('$name leaves out what says nothing', ({ name, dialect }) => {
    const env = { KEY: 'k' };
    const backend = backendOf({
      model: `${name}/tiny`,
      baseUrl: 'http://127.0.0.1:9/v1',
      apiKeyEnv: 'KEY',
      env,
    });
    const { body } = backend.prepare(requestOf());
    const settings = (body.generationConfig ?? body) as object;
    const sampling = Object.keys(settings).filter(field => !['model', 'messages'].includes(field));
    expect(sampling).toHaveLength(2); // the limit of tokens and the temperature
    expect(dialect.apis[0]).toBe('chat');
  });
});

describe('replay', () => {
  const questions = ['What?', 'nothing', 'think', 'which?'];
  const recorded = (question: string, at: number): GenerateRequest => ({
    ...requestOf(userTurn(question), { logprobs: 3 }),
    ...addressOf('gsm8k', 'cot', String(at), 0),
  });

  it('answers with what another backend was answered, word for word', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'eurus-replay-'));
    const server = await startServer({
      answer: ({ lastUserText }) =>
        lastUserText === 'think'
          ? { text: 'ok', reasoning: 'hm, hm' }
          : { text: lastUserText === 'nothing' ? '' : said, logprobs: { S: -0.5, ' B': -1 } },
    });
    const live = backendOf({ baseUrl: server.url });
    try {
      const lines: string[] = [];
      const heard: Partial<Generated>[] = [];
      for (const [at, question] of questions.entries()) {
        const request = recorded(question, at);
        const { key, benchmark, protocol, id, trial } = request;
        const { retries: _retries, ...generated } = await live.generate(request);
        heard.push(generated);
        const address = { key, benchmark, protocol, id, trial };
        const completion = {
          ...address,
          promptSha256: null,
          error: null,
          form: 'chat' as const,
          ...generated,
        };
        lines.push(JSON.stringify(encodeCompletion(completion)));
      }
      const file = path.join(folder, 'answers.jsonl');
      await writeFile(file, `${lines.join('\n')}\n`);
      const replay = backendOf({ model: `replay/${file}` });
      for (const [at, question] of questions.entries()) {
        expect(await replay.generate(recorded(question, at))).toMatchObject(heard[at] ?? {});
      }
      const missing = await errorOf(() => replay.generate(recorded('new', questions.length)));
      expect(missing.code).toBe('ENDPOINT_REFUSED');
      expect(replay).toMatchObject({
        name: 'replay',
        api: 'replay',
        endpoint: `replay:${file}`,
        settings: {},
      });
      await replay.close();
    } finally {
      await Promise.all([live.close(), server.close(), rm(folder, { recursive: true })]);
    }
  });
});
