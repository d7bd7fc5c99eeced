import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Backend, type Gate, type TryReport, userTurn } from '../../src/core/index.ts';
import { type ScriptedAnswer, type ScriptedRequest, startServer } from '../../src/scripted/index.ts';
import { errorOf, requestOf } from './support.ts';

// Longer than one event of the stream, with characters of two and four bytes.
export const said = 'Sechs mal sieben ist zweiundvierzig – 六七得四十二 🧮. So the answer is 42.\n'.repeat(3);
const prefill = '```python\ndef';
const key = 'sk-contract-0123456789';

/** A server with a script, on loopback. */
type Server = { readonly url: string; requests(): number; close(): Promise<void> };
type Script = {
  readonly apiKey: string;
  readonly models?: readonly string[];
  answer(request: ScriptedRequest): ScriptedAnswer;
};

/** A backend to be judged, and what its API calls things. */
export type Candidate = {
  readonly title: string;
  start(script: Script): Promise<Server>;
  connect(at: { readonly url: string; readonly key: string; readonly maxRetries: number }): Backend;
  /** Finish reasons of an answer that is whole, and of one that was cut. */
  readonly ends: { readonly whole: string; readonly cut: string };
  /** What `prepare` makes of a temperature of 0.2, a top-p of 0.9 and a limit of 512 tokens. */
  readonly sampling: Readonly<Record<string, unknown>>;
  /** What it makes of two stop strings. */
  readonly stops: (marks: readonly string[]) => Readonly<Record<string, unknown>>;
  /** What it makes of the seed 7; null where there is none and one is refused. */
  readonly seed: Readonly<Record<string, unknown>> | null;
  /** What it asks three log-probabilities with; null where there are none. */
  readonly logprobs: Readonly<Record<string, unknown>> | null;
  /** False for an API that has no place for it. */
  readonly reasoning: boolean;
  /** The answer to a wrong key. */
  readonly wrongKeyStatus?: number;
};

/** What holds for every way to a model server. */
export const judgeBackend = (candidate: Candidate): void => {
  describe(candidate.title, () => {
    let server: Server;
    let seen: ScriptedRequest[];
    let backend: Backend;
    const failing = new Map<string, ScriptedAnswer[]>();

    beforeAll(async () => {
      seen = [];
      server = await candidate.start({ apiKey: key, answer: request => answerTo(request, seen, failing) });
      backend = candidate.connect({ url: server.url, key, maxRetries: 0 });
    });
    afterAll(async () => {
      await backend.close();
      await server.close();
    });
    const patient = async <T>(use: (patient: Backend) => Promise<T>): Promise<T> => {
      const other = candidate.connect({ url: server.url, key, maxRetries: 2 });
      return use(other).finally(other.close);
    };

    it('returns the text as the server sent it', async () => {
      const generated = await backend.generate(requestOf());
      const { text, reasoning, finishReason, model, retries } = generated;
      expect({ text, reasoning, finishReason, model, retries }).toEqual({
        text: said,
        reasoning: null,
        finishReason: candidate.ends.whole,
        model: 'tiny',
        retries: 0,
      });
      expect(generated.usage.inputTokens).toBeGreaterThan(0);
      expect(generated.usage.outputTokens).toBe(Math.ceil(said.length / 4));
    });

    it('sends what prepare shows', async () => {
      const request = requestOf(userTurn('Why?'), { topP: 0.9, temperature: 0.2, stop: ['\nQ:', '###'] });
      await backend.generate(request);
      const { body } = backend.prepare(request);
      expect(seen.at(-1)?.body).toEqual(body);
      expect(body).toMatchObject({ ...candidate.sampling, ...candidate.stops(['\nQ:', '###']) });
      expect(seen.at(-1)).toMatchObject({
        temperature: 0.2,
        topP: 0.9,
        maxTokens: 512,
        stop: ['\nQ:', '###'],
      });
    });

    it('sends a system turn and worked examples in their places', async () => {
      const messages = [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'One?' },
        { role: 'assistant', content: 'Two.' },
        { role: 'user', content: 'Three?' },
      ] as const;
      await backend.generate(requestOf({ kind: 'chat', messages }));
      const last = seen.at(-1);
      if (last?.api === 'chat') expect(last.messages).toEqual(messages);
      else for (const { content } of messages) expect(last?.prompt).toContain(content);
    });

    it('is stopped by a stop string, which is not part of the text', async () => {
      const { text } = await backend.generate(requestOf(userTurn('Why?'), { stop: ['So the'] }));
      expect(text).toBe(said.slice(0, said.indexOf('So the')));
    });

    it('sends the seed, or refuses it', async () => {
      const request = requestOf(userTurn('Why?'), { seed: 7 });
      if (candidate.seed === null) {
        const error = await errorOf(() => backend.generate(request));
        expect(error).toMatchObject({ code: 'BACKEND_CANNOT', hint: expect.stringContaining('--seed') });
        return;
      }
      await backend.generate(request);
      expect(seen.at(-1)?.seed).toBe(7);
      expect(backend.prepare(request).body).toMatchObject(candidate.seed);
    });

    it('puts the prefill into the mouth of the model, or refuses', async () => {
      const request = requestOf(userTurn('Write f.', prefill));
      if (backend.prefill === 'none') {
        expect((await errorOf(() => backend.generate(request))).code).toBe('BACKEND_CANNOT');
        return;
      }
      expect(await backend.generate(request)).toMatchObject({ text: said, prefill });
      const last = seen.at(-1);
      if (last?.api === 'chat') expect(last).toMatchObject({ prefill, lastUserText: 'Write f.' });
      else expect(last?.prompt).toBe(`Write f.\n${prefill}`);
    });

    it('reports an honest empty answer as an empty completion', async () => {
      const generated = await backend.generate(requestOf(userTurn('nothing')));
      expect(generated).toMatchObject({ text: '', finishReason: candidate.ends.whole });
    });

    it('reports an answer cut by the token limit', async () => {
      const generated = await backend.generate(requestOf(userTurn('cut'), { maxTokens: 3 }));
      expect(generated).toMatchObject({ text: said.slice(0, 12), finishReason: candidate.ends.cut });
    });

    if (candidate.reasoning)
      it('keeps the reasoning apart from the text', async () => {
        const generated = await backend.generate(requestOf(userTurn('think')));
        expect(generated).toMatchObject({ text: 'ok', reasoning: 'hm, hm', usage: { outputTokens: 3 } });
      });

    it('brings the likeliest first tokens, or none', async () => {
      const request = requestOf(userTurn('which?'), { logprobs: 3 });
      const { logprobs } = await backend.generate(request);
      expect(seen.at(-1)?.body).toEqual(backend.prepare(request).body);
      if (candidate.logprobs === null) return expect(logprobs).toBeUndefined();
      const top = [
        [' B', -0.5],
        [' C', -1],
        [' A', -2],
      ];
      expect(logprobs).toEqual({ token: ' B', top });
      expect(seen.at(-1)?.body).toMatchObject(candidate.logprobs);
    });

    it('says when the server gave no log-probabilities', async () => {
      const generated = await backend.generate(requestOf(userTurn('Why?'), { logprobs: 3 }));
      expect(generated.text).toBe(said);
      expect(generated).not.toHaveProperty('logprobs');
    });

    it.each([
      [{ status: 429, headers: { 'retry-after': '0' } }, 'throttled'],
      [{ status: 503 }, 'overloaded'],
      [{ status: 529 }, 'overloaded'],
      [{ status: 500, body: 'oops' }, 'broken'],
      [{ fault: 'reset' }, 'lost'],
      // A document is cut by the connection, a stream ends politely within the answer.
      [{ fault: 'truncate', text: said }, /^(lost|broken)$/],
      [{ status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' }, 'broken'],
      [{ status: 200, body: {} }, 'broken'],
    ] satisfies [ScriptedAnswer, string | RegExp][])(
      'tries again after %j, asking the gate each time',
      async (fault, outcome) => {
        const question = `fault ${JSON.stringify(fault)}`;
        failing.set(question, [fault]);
        const { gate, reports } = countingGate();
        const generated = await patient(other => other.generate(requestOf(userTurn(question)), { gate }));
        expect(generated).toMatchObject({ text: said, retries: 1 });
        expect(reports.map(report => report.outcome)).toEqual([
          typeof outcome === 'string' ? outcome : expect.stringMatching(outcome),
          'answered',
        ]);
        expect(reports.at(-1)?.tokens).toBeGreaterThan(0);
      },
    );

    it.each([
      [{ status: 401 }, 'ENDPOINT_UNAUTHORIZED'],
      [{ status: 404, body: { error: { message: 'no such model' } } }, 'ENDPOINT_REFUSED'],
      [{ status: 400, body: { error: { message: 'too long' } } }, 'ENDPOINT_REFUSED'],
    ] satisfies [ScriptedAnswer, string | RegExp][])('does not try again after %j', async (fault, code) => {
      const question = `fault ${JSON.stringify(fault)}`;
      failing.set(question, [fault, fault, fault]);
      const before = server.requests();
      const error = await patient(other => errorOf(() => other.generate(requestOf(userTurn(question)))));
      expect(error.code).toBe(code);
      expect(server.requests()).toBe(before + 1);
    });

    it('gives the key that the server wants, and says which variable held a wrong one', async () => {
      const wrong = candidate.connect({ url: server.url, key: 'sk-wrong', maxRetries: 0 });
      const error = await errorOf(() => wrong.generate(requestOf())).finally(wrong.close);
      expect(error.code).toBe('ENDPOINT_UNAUTHORIZED');
      expect(error.message).toContain('does not accept the key in KEY');
      expect(error.message).not.toContain('sk-wrong');
    });

    it('stops at once when it is told to', async () => {
      const controller = new AbortController();
      controller.abort();
      const error = await errorOf(() => backend.generate(requestOf(), { signal: controller.signal }));
      expect(error.code).toBe('INTERRUPTED');
    });

    it('shows the key nowhere', () => {
      const shown = inspect([backend, backend.prepare(requestOf())], { depth: 10, showHidden: true });
      expect(shown).not.toContain(key);
    });

    it('describes itself for the manifest', () => {
      expect(backend).toMatchObject({ model: 'tiny', endpoint: server.url });
      expect(JSON.parse(JSON.stringify(backend.settings))).toEqual(backend.settings);
    });
  });
};

/** The scripted model: what is asked says what to answer. */
const answerTo = (
  request: ScriptedRequest,
  seen: ScriptedRequest[],
  failing: ReadonlyMap<string, ScriptedAnswer[]>,
): ScriptedAnswer => {
  seen.push(request);
  const { lastUserText, prefill: start } = request;
  const fault = failing.get(lastUserText.trim())?.shift();
  if (fault !== undefined) return fault;
  if (lastUserText.startsWith('nothing')) return '';
  if (lastUserText.startsWith('think')) return { text: 'ok', reasoning: 'hm, hm' };
  if (lastUserText.startsWith('which')) {
    return { text: ' B. It is two.\n'.repeat(9), logprobs: { ' A': -2, ' B': -0.5, ' C': -1, ' D': -3 } };
  }
  return `${start ?? ''}${said}`;
};

const countingGate = (): { readonly gate: Gate; readonly reports: readonly TryReport[] } => {
  const reports: TryReport[] = [];
  return { reports, gate: { enter: async () => ({ leave: report => void reports.push(report) }) } };
};

/** A server that speaks the API of a provider. */
export const scripted =
  (speaks: NonNullable<Parameters<typeof startServer>[0]['speaks']>): Candidate['start'] =>
  script =>
    startServer({ ...script, speaks });
