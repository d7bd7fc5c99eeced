import { describe, expect, it } from 'vitest';
import { benchmarks } from '../../benchmarks/index.ts';
import {
  addressOf,
  type Benchmark,
  type CellExecution,
  type Completion,
  type Effect,
  type Execution,
  type ExecutionRecord,
  type Judgement,
  type Program,
  type Protocol,
  type Sample,
} from '../../src/core/index.ts';
import { critiquePrompt } from '../../src/interaction/critique-prompt.ts';
import { protocolNamed } from '../../src/interaction/index.ts';
import { goldenCases, shippedSamples, shippedShots } from '../benchmarks/support.ts';

const turnsLeft = 3;

const completionOf = (text: string): Completion => ({
  ...addressOf('b', 'p', 'id', 0),
  ...{ promptSha256: null, text, reasoning: null, finishReason: 'stop', latencyMs: null, model: 'm' },
  usage: { inputTokens: null, outputTokens: null, reasoningTokens: null },
  ...{ error: null, prefill: null, form: 'chat' },
});

/** How programs fail whose tests say all they know. */
const failures = ({ tests }: Program): readonly Execution[] => {
  const lines = (tests?.code ?? '').split('\n').filter(line => line.includes('assert'));
  const told = lines.slice(0, 3).join(' ') || 'assert f(12345) == 67890';
  const [error, none] = [{ type: 'AssertionError', message: told, line: 1 }, null];
  const ended = (more: Partial<Execution>): Execution => ({
    ...{ outcome: 'raised', error: none, stdout: told, stderr: told, missingModule: null, cpuMs: null },
    ...{ durationMs: 1, peakMemoryMb: null, sandbox: 'native', python: '3.11.0' },
    ...more,
  });
  return [
    ended({ error: { ...error, message: `assertion failed: ${told}`, origin: 'tests' } }),
    ended({ error: { ...error, type: 'TypeError', message: `no, at: ${told}`, origin: 'tests' } }),
    ended({ error: { ...error, type: 'SandboxError', origin: 'sandbox' } }),
    ended({ error: { ...error, type: 'ZeroDivisionError', message: 'by zero', origin: 'candidate' } }),
    ended({ outcome: 'timed-out', error: { ...error, type: 'CallTimeout', origin: 'candidate' } }),
    ended({ outcome: 'crashed', error: { ...error, origin: 'candidate' } }),
    ...(['out-of-memory', 'output-limit', 'exited-early'] as const).map(outcome => ended({ outcome })),
  ];
};

/** Every way in which the environment may judge a reply: the grader's own, and each failure of a program. */
const effectsOf = async (
  protocol: Protocol,
  sample: Sample,
  text: string,
): Promise<{ readonly effects: readonly Effect[]; readonly programs: readonly Program[] }> => {
  const { interaction, graders } = protocol;
  const grader = graders[interaction?.judge ?? ''];
  const completion = completionOf(text);
  const action = interaction?.act(completion, sample, 1);
  if (grader === undefined || action === undefined) throw new Error('no environment');
  if (action.kind === 'nothing') return { effects: [{ kind: 'nothing', why: action.why }], programs: [] };
  const extraction = grader.extract(completion, sample);
  const programs: Program[] = [];
  const effects: Effect[] = [];
  for (let place = 0; ; place += 1) {
    let last: Execution | undefined;
    const judgement: Judgement = await grader.score({ sample, completion, extraction }, async program => {
      programs.push(program);
      last = failures(program)[place];
      return last as Execution;
    });
    const execution = last as ExecutionRecord | undefined;
    effects.push({ kind: 'judged', judgement, ...(execution === undefined ? {} : { execution }) });
    if (programs.length === 0 || place + 1 >= failures(programs[0] as Program).length) break;
  }
  return { effects, programs };
};

/** What of a sample nobody may see: all its texts but the question, line by line, unless they are words of everybody. */
const secretsOf = ({ input: _, id: __, groups: ___, ...sample }: Sample, programs: readonly Program[]) => {
  const texts = [...textsIn(sample), ...programs.flatMap(({ tests }) => textsIn(tests))];
  return [...new Set(texts.flatMap(text => text.split('\n').map(line => line.trim())))].filter(
    line => line.length >= 4 && !ownWords.includes(line),
  );
};

/** What we say whatever the task is. */
const ownWords = (['executed', 'judged', 'nothing'] as const)
  .map(kind => {
    const judgement: Judgement = { verdict: 'incorrect', reason: '', outcome: null };
    const cell = { outcome: 'finished' } as CellExecution;
    return critiquePrompt({
      ...{ dialogue: [], observation: '', turnsLeft, gold: null },
      effect: { kind, judgement, cell, why: '' } as Effect,
    });
  })
  .flatMap(({ messages }) => messages.map(({ content }) => content))
  .join('\n');

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
};

const chatProtocols = async (benchmark: Benchmark) => {
  const named = Object.keys(benchmark.protocols).map(
    name => [name, protocolNamed(benchmark, name.replace(/(?=@|$)/, '-turns4'))] as const,
  );
  const [sample] = (await shippedSamples(benchmark)).values();
  const found: { name: string; protocol: Protocol; shots: readonly Sample[] }[] = [];
  for (const [name, protocol] of named) {
    const shots = await shippedShots(benchmark, protocol?.shots ?? 0);
    // Raw text has no turns.
    if (benchmark.protocols[name]?.prompt(sample as Sample, shots).kind === 'text') {
      expect(() => protocol?.prompt(sample as Sample, shots)).toThrow(/raw text, which has no turns/);
    } else if (protocol !== undefined) found.push({ name, protocol, shots });
  }
  return found;
};

describe.each(benchmarks.map(benchmark => [benchmark.id, benchmark] as const))('%s', (_, benchmark) => {
  it('keeps what only its graders may know out of dialogues and of what a critic is asked', async () => {
    const samples = await shippedSamples(benchmark);
    const cases = goldenCases(benchmark).filter(({ form }) => form === undefined);
    let seen = 0;
    for (const { name, protocol, shots } of await chatProtocols(benchmark)) {
      for (const { id, text, protocols } of cases) {
        const sample = samples.get(id);
        if (sample === undefined || !protocols.includes(name)) continue;
        const prompt = protocol.prompt(sample, shots);
        if (prompt.kind !== 'chat') throw new Error('a dialogue is a chat');
        expect(prompt.prefill).toBeUndefined();
        const { effects, programs } = await effectsOf(protocol, sample, text);
        const known = [...prompt.messages.map(({ content }) => content), text].join('\n');
        const secrets = secretsOf(sample, programs).filter(line => !known.includes(line));
        for (const effect of effects) {
          const observation = protocol.interaction?.observe(effect, sample) ?? '';
          const standing = { turn: 1, stepsLeft: turnsLeft, proposalsLeft: turnsLeft, observation, effect };
          const next = protocol.interaction?.ask({ ...standing, feedback: null }, sample) ?? '';
          const dialogue = [...prompt.messages, { role: 'assistant', content: text } as const];
          const asked = critiquePrompt({ dialogue, observation, effect, turnsLeft, gold: null });
          const said = [observation, next, ...asked.messages.map(({ content }) => content)].join('\n');
          expect(secrets.filter(line => said.includes(line))).toEqual([]);
          seen += 1;
        }
      }
    }
    const isRaw = (await chatProtocols(benchmark)).length === 0;
    expect(seen > 0).toBe(!isRaw);
  });

  it('observes the same whatever the gold answer is', async () => {
    const [sample] = (await shippedSamples(benchmark)).values();
    for (const { protocol } of await chatProtocols(benchmark)) {
      if (protocol.interaction === undefined) continue;
      const { observe } = protocol.interaction;
      for (const verdict of ['correct', 'incorrect', 'no-answer', 'unscored'] as const) {
        const seen = ['42', 'the mitochondria'].map(gold => {
          const judgement: Judgement = {
            ...{ verdict, reason: `"7" is not ${gold}`, answer: gold, outcome: 'raised' },
            parts: [{ name: gold, passed: false }],
          };
          return observe({ kind: 'judged', judgement }, { ...(sample as Sample), target: gold });
        });
        expect(seen[0]).toBe(seen[1]);
      }
    }
  });
});

describe('what a program did itself', () => {
  const humaneval = benchmarks.find(({ id }) => id === 'humaneval') as Benchmark;
  const shown = async (place: number): Promise<string> => {
    const [sample] = (await shippedSamples(humaneval)).values();
    const protocol = protocolNamed(humaneval, 'code-turns4') as Protocol;
    const { entryPoint } = sample as Sample & { readonly entryPoint: string };
    const text = `\`\`\`python\ndef ${entryPoint}(*_):\n    return None\n\`\`\``;
    const { effects } = await effectsOf(protocol, sample as Sample, text);
    return protocol.interaction?.observe(effects[place] as Effect, sample as Sample) ?? '';
  };

  it.each([
    [0, 'Your program is wrong: a test finds a wrong result.'],
    [1, 'Your program is wrong: a test cannot use what it returns (TypeError).'],
    [2, 'Your program is wrong: it cannot be called as the tests call it.'],
    [3, 'Your program is wrong: it raises ZeroDivisionError: by zero.'],
    [4, 'Your program is wrong: it takes too long.'],
    [5, 'Your program is wrong: it crashes the interpreter.'],
    [6, 'Your program is wrong: it needs too much memory.'],
    [7, 'Your program is wrong: it prints too much.'],
    [8, 'Your program is wrong: it ends the interpreter before the tests are over.'],
  ])('is what the model is told: %i', async (place, text) => expect(await shown(place)).toBe(text));
});

describe('a critic', () => {
  const dialogue = [
    { role: 'user', content: 'What is 6 times 7?' },
    { role: 'assistant', content: '\\boxed{41}' },
  ] as const;
  const judgement: Judgement = { verdict: 'incorrect', reason: '41 is not 42', outcome: null };
  const asked = (gold: string | null) =>
    critiquePrompt({
      ...{ dialogue, observation: 'Your answer is wrong.', turnsLeft, gold },
      effect: { kind: 'judged', judgement },
    })
      .messages.map(({ content }) => content)
      .join('\n');

  it('is told the outcome, and the gold answer only where that is asked for', () => {
    expect(asked(null)).toContain('It was judged and is wrong.');
    expect(asked(null)).not.toContain('42');
    expect(asked('42')).toContain('Reference, which the model must not see\n42');
  });
});
