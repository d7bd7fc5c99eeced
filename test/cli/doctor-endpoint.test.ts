import { describe, expect, it } from 'vitest';
import { type Answer, type ServerOptions, startServer } from '../../src/scripted/index.ts';
import { runHere } from '../support/cli.ts';

type Row = { readonly what: string; readonly state: string; readonly detail: string };

const numbers = Array.from({ length: 30 }, (_, index) => index + 1).join(', ');

/** Counts, and draws by the seed. */
const good: Answer = ({ lastUserText, seed }) => {
  if (lastUserText.startsWith('Count from 1 to 30')) {
    return numbers;
  }
  if (lastUserText.startsWith('Count')) return numbers;
  if (lastUserText.startsWith('Write')) return `draw ${seed}`;
  return { text: 'Yes.', logprobs: { Yes: -0.1, No: -3 } };
};

const doctor = async (options: Partial<ServerOptions>, model = 'llama-cpp/tiny') => {
  const server = await startServer({ answer: good, models: ['tiny'], ...options });
  try {
    const args = ['doctor', '--model', model, '--base-url', server.url, '--timeout', '2', '--json'];
    const { stdout, stderr } = await runHere(args);
    const rows = JSON.parse(stdout) as Row[];
    const stateOf = (name: string) => rows.find(({ what }) => what === `endpoint ${name}`)?.state;
    const detailOf = (name: string) => rows.find(({ what }) => what === `endpoint ${name}`)?.detail;
    return { stateOf, detailOf, stderr, requests: server.requests() };
  } finally {
    await server.close();
  }
};

describe('doctor --model', () => {
  it('finds what a server honours, by few requests', async () => {
    const { stateOf, detailOf, requests } = await doctor({});
    for (const name of [
      'system message',
      'max tokens',
      'finish reason',
      'usage',
      'prefill',
      'seed',
      'stop strings',
      'logprobs',
      'streaming',
      'completions API',
    ]) {
      expect([name, stateOf(name), detailOf(name)]).toEqual([name, 'works', expect.any(String)]);
    }
    expect(detailOf('flags')).toBe('--api chat --prefill assistant-message --stream');
    expect(requests).toBeLessThanOrEqual(18);
  });

  it.each([
    ['works', good],
    [
      'no',
      (request: Parameters<Answer>[0]) =>
        request.n > 1 ? { status: 400, body: 'n must be 1' } : good(request),
    ],
  ] as const)('finds whether one request brings several answers: %s', async (state, answer) => {
    const { stateOf, detailOf } = await doctor({ answer }, 'vllm/tiny');
    expect(stateOf('n')).toBe(state);
    // A stream has one answer.
    expect(stateOf('streaming')).toBe('works');
    expect(detailOf('flags')?.includes('--stream')).toBe(state === 'no');
    expect(detailOf('streaming')?.includes('each trial is a request of its own')).toBe(state === 'works');
  });

  it.each<[string, string, string, Partial<ServerOptions>]>([
    [
      'a start that is not continued',
      'prefill',
      'no',
      {
        continuesAssistant: false,
        answer: request => (request.lastUserText.startsWith('Count') ? '1, 2, 3' : good(request)),
      },
    ],
    [
      'a seed without effect',
      'seed',
      'no',
      {
        answer: (() => {
          let draw = 0;
          return request => (request.lastUserText.startsWith('Write') ? `draw ${draw++}` : good(request));
        })(),
      },
    ],
    [
      'a seed that is refused',
      'seed',
      'no',
      {
        answer: request =>
          request.seed === null
            ? good(request)
            : { status: 400, body: { error: { message: 'seed is not supported' } } },
      },
    ],
    [
      'no log-probabilities',
      'logprobs',
      'no',
      {
        answer: request => {
          const said = good(request);
          return typeof said === 'object' && 'text' in said ? (said.text ?? '') : said;
        },
      },
    ],
    [
      'a server that hangs when a seed is given',
      'seed',
      'unclear',
      { answer: request => (request.seed === null ? good(request) : new Promise(() => {})) },
    ],
    [
      'more stops than it takes',
      'number of stops',
      'works',
      {
        answer: request =>
          request.stop.length > 4
            ? { status: 400, body: { error: { message: 'too many stops' } } }
            : good(request),
      },
    ],
  ])('tells of %s', async (_, name, state, options) => {
    const { stateOf } = await doctor(options);
    expect(stateOf(name)).toBe(state);
  });
});
