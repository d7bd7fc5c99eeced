import { describe, expect, it } from 'vitest';
import { svamp } from '../../benchmarks/svamp/benchmark.ts';
import type { SvampSample } from '../../benchmarks/svamp/sample.ts';
import { describeWithData } from '../support/requires.ts';
import { allSamples, refusedGolds, shippedSamples } from './support.ts';

const box =
  'Solve the following math problem step-by-step.\nSimplify your answer as much as possible. Present your final answer as \\boxed{Your Answer}.\n';
const tool =
  'Tool available:\n[1] Python interpreter\nWhen you send a message containing Python code to python, it will be executed in a stateful Jupyter notebook environment. Present code in ```python```\n';
const tool2404 =
  'Tool available:\n[1] Python intepreter\nWhen you send a message containing Python code to python, it will be executed in a stateful Jupyter notebook environment.\nSolve the following math problem step-by-step.\nSimplify your answer as much as possible.\n';

const samples = await shippedSamples(svamp);
const promptOf = (protocol: string, id: string) => {
  const sample = samples.get(id) as SvampSample | undefined;
  if (sample === undefined) throw new Error(`no sample ${id}`);
  return svamp.protocols[protocol]?.prompt(sample, []);
};

describe('the prompts of SVAMP', () => {
  const stopped =
    'Mira has 26 stamps from Peru and 37 stamps from Chile. She also owns 12 postcards. How many stamps does she own?';
  const doubled = stopped.replace('postcards.', 'postcards..');
  const open = '96 pears were shared out evenly among 8 baskets. How many pears are in one basket?';
  const system = { role: 'system', content: tool };
  const user = (content: string) => ({ role: 'user', content });

  it.each([
    ['cot', 'chal-2', [user(box + stopped)]],
    ['cot@eurus', 'chal-2', [user(box + doubled)]],
    ['cot@eurus-2404', 'chal-2', [user(box + doubled)]],
    ['pot', 'chal-2', [system, user(box + stopped)]],
    ['pot@eurus', 'chal-2', [system, user(box + doubled)]],
    ['pot@eurus-2404', 'chal-2', [user(tool2404 + doubled)]],
    ['cot', 'chal-5', [user(box + open)]],
    ['cot@eurus', 'chal-5', [user(box + open)]],
    ['pot@eurus-2404', 'chal-5', [user(tool2404 + open)]],
  ])('%s of %s', (protocol, id, messages) => {
    expect(promptOf(protocol, id)).toEqual({ kind: 'chat', messages });
  });

  it('leave 1024 tokens for words and 2048 for programs', () => {
    for (const [name, { generation }] of Object.entries(svamp.protocols))
      expect(generation, name).toEqual({
        maxTokens: name.startsWith('cot') ? 1024 : 2048,
        temperature: 0,
        topP: 1,
        stop: ['\n###\nProblem: '],
      });
  });
});

it('counts the misspelt type with the others', () => {
  expect(samples.get('chal-5')?.groups).toEqual({ type: 'Common-Division' });
});

describeWithData('the data of SVAMP', async () => {
  const all = await allSamples(svamp);

  it('has 1,000 problems of four types, whose answers are integers', () => {
    expect(all.size).toBe(1000);
    const types = Map.groupBy(all.values(), ({ groups }) => groups?.type ?? '');
    const counts = Object.fromEntries([...types].map(([type, { length }]) => [type, length]));
    expect(counts).toEqual({ Subtraction: 531, Addition: 195, 'Common-Division': 166, Multiplication: 108 });
    for (const { target } of all.values()) expect(target).toMatch(/^\d+$/);
    expect(all.get('chal-1')?.target).toBe('51');
  });

  it('has 642 bodies that end in a full stop, which only published prompts double', () => {
    const ask = (name: string, sample: SvampSample) =>
      JSON.stringify(svamp.protocols[name]?.prompt(sample, []));
    const stopped = [...all.values()].filter(({ body }) => body.endsWith('.'));
    expect(stopped).toHaveLength(642);
    for (const sample of stopped) {
      expect(ask('cot@eurus', sample)).toContain(
        JSON.stringify(`${sample.body}. ${sample.question}`).slice(1, -1),
      );
      expect(ask('cot', sample)).toContain(JSON.stringify(`${sample.body} ${sample.question}`).slice(1, -1));
    }
    for (const sample of all.values())
      if (!sample.body.endsWith('.')) expect(ask('cot', sample)).toBe(ask('cot@eurus', sample));
  });

  it('has golds that every grader accepts, boxed or printed', async () => {
    expect(await refusedGolds(svamp, all.values())).toEqual([]);
  });
});
