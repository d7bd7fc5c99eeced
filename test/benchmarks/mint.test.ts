import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { mint } from '../../benchmarks/mint/benchmark.ts';
import { keptReply } from '../../benchmarks/mint/interaction.ts';
import { mintRecords, oldWording } from '../../benchmarks/mint/records.ts';
import { actionOf } from '../../benchmarks/mint/reply.ts';
import type { MintSample } from '../../benchmarks/mint/sample.ts';
import { strictOptionEqual } from '../../benchmarks/mint/strict.ts';
import type { CellExecution, Effect, Protocol, Standing } from '../../src/core/index.ts';
import { harnessFilesIn, harnessRows, isHarnessFile } from '../../src/exchange/index.ts';
import { completionOf, executionOf } from '../score/support.ts';
import { temporaryFolder } from '../support/folder.ts';
import { shippedSamples } from './support.ts';

const samples = (await shippedSamples(mint)) as ReadonlyMap<string, MintSample>;
const sampleOf = (id: string): MintSample => {
  const sample = samples.get(id);
  if (sample === undefined) throw new Error(`no sample ${id}`);
  return sample;
};

const protocolOf = (name: string): Protocol<MintSample> => {
  const protocol = mint.protocols[name];
  if (protocol === undefined) throw new Error(`no protocol ${name}`);
  return protocol;
};
const interaction = protocolOf('interact').interaction;
if (interaction === undefined) throw new Error('interact has no turns');

const firstTurn = (protocol: Protocol<MintSample>, id: string): string => {
  const prompt = protocol.prompt(sampleOf(id), []);
  return prompt.kind === 'chat' ? (prompt.messages[0]?.content ?? '') : '';
};

describe('a reply in MINT', () => {
  it.each([
    ['<solution> 42 </solution>', { kind: 'proposal', text: '42' }],
    ['<execute>print(1)</execute> and <solution>4</solution>', { kind: 'proposal', text: '4' }],
    ['<solution>1</solution><solution> 2\n</solution>', { kind: 'proposal', text: '1\n2' }],
    ['<execute> a = 1 </execute>\n<execute>\na\n</execute>', { kind: 'code', text: 'a = 1\na' }],
    ['<execute> one <execute> two </execute>', { kind: 'code', text: 'one <execute> two' }],
  ])('%j is an action', (reply, action) => {
    expect(actionOf(reply)).toEqual(action);
  });

  it.each([
    ['I think it is 42.', undefined],
    ['<execute> </execute>', undefined],
    ['<execute> print(1)', undefined],
    ['</solution> 42', undefined],
    ['<solution> </solution>', 'proposal'],
    ['<solution> 42', 'proposal'],
  ])('%j is none, and what it costs is %s', (reply, spends) => {
    expect(actionOf(reply)).toEqual({
      kind: 'nothing',
      why: expect.stringMatching(/^\S.+/),
      ...(spends === undefined ? {} : { spends }),
    });
  });

  it('is read in time linear to its length', () => {
    expect(actionOf('<execute>'.repeat(200_000)).kind).toBe('nothing');
    expect(actionOf('<solution>'.repeat(200_000)).kind).toBe('nothing');
    // Two that are empty are joined by a line end, which is something to the published rule.
    expect(actionOf('<solution></solution>'.repeat(100_000)).kind).toBe('proposal');
  });

  it.each([
    ['interact', { kind: 'code', text: '2' }],
    ['interact@mint', { kind: 'proposal', text: '1' }],
    ['interact@mint-eurus', { kind: 'proposal', text: '1' }],
  ])('is read behind its reasoning where that is not against the paper: %s', (name, action) => {
    const text = '<think><solution>1</solution>?</think><execute>2</execute>';
    expect(protocolOf(name).interaction?.act(completionOf(text), sampleOf('math/0'), 1)).toEqual(action);
  });

  it('is headed by its speaker in the dialogue that goes on, once', () => {
    expect(keptReply('Let us see. \n\n')).toBe('Assistant:\nLet us see.\n');
    expect(keptReply('Assistant: 42')).toBe('Assistant: 42\n');
  });
});

const cellOf = (more: Partial<CellExecution>): Effect => ({
  kind: 'executed',
  cell: { ...executionOf({}), value: null, traceback: null, number: 3, ...more },
});
const observe = (effect: Effect): string => interaction.observe(effect, sampleOf('math/0'));

describe('an observation in MINT', () => {
  it.each<[Partial<CellExecution>, string]>([
    [{ stdout: '  1\n2\n\n' }, '1\n2'],
    [{ value: '7' }, 'Out[3]: 7'],
    [{ value: '[1,\n 2]' }, 'Out[3]: \n[1,\n 2]'],
    [{ stdout: 'seen\n', value: '7' }, 'seen\nOut[3]: 7'],
    [{ stdout: 'before\n', traceback: 'NameError: no\n' }, 'before\nNameError: no'],
    [{ outcome: 'timed-out', stdout: 'so far\n' }, 'so far\nTimeoutError: Timed out after 30 seconds.'],
    [
      { outcome: 'crashed', error: { type: 'SIGSEGV', message: 'it died', line: null, origin: 'candidate' } },
      'SIGSEGV: it died',
    ],
    [{}, '[Executed Successfully with No Output]'],
    [{ stdout: '\n' }, ''],
  ])('of %j is %j', (cell, shown) => {
    expect(observe(cellOf(cell))).toBe(shown);
  });

  it('is cut after 2000 characters, as Python counts them', () => {
    expect(observe(cellOf({ stdout: 'é𝕏'.repeat(1000) }))).toBe('é𝕏'.repeat(1000));
    expect(observe(cellOf({ stdout: 'é𝕏'.repeat(1001) }))).toBe(
      `${'é𝕏'.repeat(1000)}...\n[Output Truncated]`,
    );
    expect(observe(cellOf({ stdout: 'x'.repeat(1_000_000) })).length).toBe(2000 + 22);
  });

  it('of what cannot be understood says how to say it', () => {
    expect(observe({ kind: 'nothing', why: 'neither' })).toMatch(/^I don't understand your input\. \n/);
  });
});

describe('the turn that follows in MINT', () => {
  const standing = (more: Partial<Standing>): Standing => ({
    ...{ turn: 1, stepsLeft: 4, proposalsLeft: 2, observation: '42', feedback: null },
    effect: { kind: 'nothing', why: '' },
    ...more,
  });
  const ask = (more: Partial<Standing>): string => interaction.ask(standing(more), sampleOf('math/0'));

  it('frames the observation and says what is left', () => {
    expect(ask({})).toBe('Observation:\n42\nYou have 4 steps left and 2 chances to propose solution left.\n');
    expect(ask({ stepsLeft: 1, proposalsLeft: 1 })).toBe(
      'Observation:\n42\nYou have 1 steps left and 1 chances to propose solution left.\nYou should take the last step to propose a solution.\n',
    );
  });
});

describe('the profiles of MINT', () => {
  it('tell of the search tool, and have it, in interact@mint and for mathematics only', () => {
    for (const name of Object.keys(mint.protocols)) {
      const isThere = name === 'interact@mint';
      const { interaction: its } = protocolOf(name);
      expect(firstTurn(protocolOf(name), 'math/0').includes('wikipedia_search(query: str)')).toBe(isThere);
      expect(firstTurn(protocolOf(name), 'mbpp/0')).not.toContain('wikipedia_search');
      expect(its?.session?.prelude.some(cell => cell.includes('def wikipedia_search('))).toBe(isThere);
    }
  });

  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [5, 2],
  ])('with %i turns allow and name %i proposals', (steps, proposals) => {
    const protocol = protocolOf('interact').withTurns?.(steps);
    if (protocol === undefined) throw new Error('interact has a number of turns only');
    expect(protocol.interaction).toMatchObject({ maxSteps: steps, maxProposals: proposals });
    expect(firstTurn(protocol, 'math/0')).toContain(`There are ${steps} turns, and ${proposals} answers`);
  });

  it('leave no place of the template open, and fill none in what they put in', () => {
    const { input, ...rest } = sampleOf('math/0');
    const prompt = protocolOf('interact').prompt({ ...rest, input: '{tool_desc} {x}' }, []);
    const text = prompt.kind === 'chat' ? (prompt.messages[0]?.content ?? '') : '';
    expect(text.match(/\{\w+\}/g)).toEqual(['{tool_desc}', '{x}']);
  });
});

describe('mint-2403', () => {
  it('knows no option by its letter in episodes asked before October 2023', async () => {
    const sample: MintSample = {
      ...sampleOf('theoremqa/0'),
      answer: { kind: 'typed', gold: { type: 'option', value: 'c' } },
    };
    const verdict = async (name: 'mint' | 'mint-2403', text: string, revision?: string) => {
      const grader = protocolOf('interact').graders[name];
      if (grader === undefined) throw new Error(`no ${name}`);
      const completion = completionOf(text, revision === undefined ? {} : { revision });
      const extraction = grader.extract(completion, sample);
      const execute = () => Promise.reject(new Error('no code here'));
      return (await grader.score({ sample, completion, extraction }, execute)).verdict;
    };
    const said = '<solution> c) the third </solution>';
    expect(await verdict('mint-2403', said)).toBe('correct');
    expect(await verdict('mint-2403', said, oldWording)).toBe('incorrect');
    expect(await verdict('mint', said, oldWording)).toBe('correct');
  });
});

describe('the time that tests of a proposal have', () => {
  it.each([
    ['strict', 'mbpp/15', 30_000],
    ['strict', 'mbpp/0', 10_000],
    ['mint', 'mbpp/15', 10_000],
    ['mint-2403', 'mbpp/15', 10_000],
  ])('is by %s of %s %i ms', async (name, id, timeoutMs) => {
    const sample: MintSample = { ...sampleOf('mbpp/0'), id };
    const grader = protocolOf('interact').graders[name];
    if (grader === undefined) throw new Error(`no ${name}`);
    const completion = completionOf('<solution>pass</solution>');
    const extraction = grader.extract(completion, sample);
    const given: number[] = [];
    await grader.score({ sample, completion, extraction }, async ({ limits }) => {
      given.push(limits.timeoutMs);
      return executionOf({});
    });
    expect(given).toEqual([timeoutMs]);
  });
});

const recordOf = (id: string, replies: readonly string[], more: { state?: object; task?: object } = {}) => ({
  state: {
    history: [
      { role: 'user', content: 'the first turn' },
      ...replies.flatMap(reply => [
        { role: 'assistant', content: `Assistant:\n${reply}\n` },
        { role: 'user', content: 'Observation:\n…\n' },
      ]),
    ],
    terminate_reason: 'max_propose_steps',
    ...more.state,
  },
  task: { task_name: 'reasoning', task_id: 0, prompt: sampleOf(id).input, reference: '', ...more.task },
});

const read = mintRecords.reader([...samples.values()]);

describe("the records of MINT's harness", () => {
  it('are episodes with their proposals', () => {
    const record = recordOf('math/0', ['<execute>6*14+9</execute>', 'Hm.', '<solution>93</solution>']);
    expect(mintRecords.isRow(record)).toBe(true);
    expect(read(record)).toMatchObject({
      id: 'math/0',
      text: '<solution>93</solution>',
      episode: {
        turns: 3,
        ended: 'max-proposals',
        proposals: [{ turn: 3, text: '<solution>93</solution>' }],
      },
    });
  });

  it.each([
    ['task_success', null, 'solved'],
    ['max_steps', null, 'max-steps'],
    ['error', "This model's maximum context length is 4097 tokens.", 'too-long'],
  ])('that ended by %s have ended %j as %s', (terminate_reason, error, ended) => {
    const answer = read(recordOf('math/1', ['Hm.'], { state: { terminate_reason, error } }));
    expect(answer).toMatchObject({ id: 'math/1', episode: { ended } });
  });

  it('are left out where our side or no question of ours is to blame', () => {
    const broken = { state: { terminate_reason: 'error', error: 'ConnectionResetError' } };
    expect(read(recordOf('math/1', [], broken))).toEqual({ leftOut: expect.stringContaining('error') });
    expect(read(recordOf('math/1', [], { task: { prompt: 'Who wrote it?' } }))).toEqual({
      leftOut: expect.stringContaining('no question of MINT'),
    });
    expect(read(recordOf('math/1', [], { state: { history: [{ role: 'assistant' }] } }))).toEqual({
      leftOut: expect.stringContaining('history'),
    });
  });

  it('of a question that is there twice are told apart by its number', () => {
    const one = sampleOf('mmlu/0');
    const twin: MintSample = { ...one, id: 'mmlu/9', number: '9' };
    const reader = mintRecords.reader([one, twin]);
    const idOf = (task_id: number) => reader(recordOf('mmlu/0', ['Hm.'], { task: { task_id } }));
    expect([idOf(0), idOf(9)]).toMatchObject([{ id: 'mmlu/0' }, { id: 'mmlu/9' }]);
    expect(idOf(5)).toHaveProperty('leftOut');
  });

  it('may ask an older wording of a question with options', () => {
    const sample: MintSample = {
      ...sampleOf('theoremqa/1'),
      input: 'Which is even? Options: a ) 3 , b ) 4. Output format required: option.',
      target: 'b',
      number: '52',
      answer: { kind: 'typed', gold: { type: 'option', value: 'b' } },
    };
    const task = { task_id: 52, reference: 'b', prompt: 'Which is even? Options: a ) 3 , b ) 4. Which one?' };
    const reader = mintRecords.reader([sample]);
    const idOf = (more: object) => reader(recordOf('math/0', ['Hm.'], { task: { ...task, ...more } }));
    expect(idOf({})).toMatchObject({ id: 'theoremqa/1', revision: oldWording });
    expect(idOf({ reference: 'a' })).toHaveProperty('leftOut');
    expect(idOf({ task_id: 51 })).toHaveProperty('leftOut');
    expect(idOf({ prompt: 'Which is odd? Options: a ) 3 , b ) 4.' })).toHaveProperty('leftOut');
  });

  it('are found anywhere below a folder, packed or not, and what is left out is said once', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'reasoning', 'math'), { recursive: true });
    mkdirSync(join(folder, 'other'));
    const lines = (...rows: readonly object[]): string =>
      rows.map(row => `${JSON.stringify(row)}\n`).join('');
    writeFileSync(join(folder, 'reasoning', 'math', 'results.jsonl'), lines(recordOf('math/0', ['Hm.'])));
    const foreign = recordOf('math/0', [], { task: { prompt: 'Who?' } });
    writeFileSync(
      join(folder, 'other', 'results.jsonl.gz'),
      gzipSync(lines(foreign, foreign, recordOf('math/1', ['Hm.']), { text: 'of another shape' })),
    );
    writeFileSync(join(folder, 'notes.jsonl'), '{}\n');
    const files = await harnessFilesIn(folder, mintRecords);
    expect(files.map(path => path.slice(folder.length + 1))).toEqual([
      'other/results.jsonl.gz',
      'reasoning/math/results.jsonl',
    ]);
    expect(await Promise.all(files.map(path => isHarnessFile(path, mintRecords)))).toEqual([true, true]);
    const notes: string[] = [];
    const ids: unknown[] = [];
    const options = {
      records: mintRecords,
      samples: [...samples.values()],
      note: (line: string) => notes.push(line),
    };
    for await (const { value, line } of harnessRows(files, options))
      ids.push([(value as { id: string }).id, line]);
    expect(ids).toEqual([
      ['math/1', 3],
      ['math/0', 1],
    ]);
    expect(notes).toEqual([
      expect.stringMatching(
        /^2 rows left out, as they ask no question of MINT-Code and MINT-Math \(first at .*other\/results\.jsonl\.gz:1\)$/,
      ),
      expect.stringMatching(/^1 row left out, of another shape \(at .*:4\)$/),
    ]);
  });
});

describe('an option of theoremqa, read strictly', () => {
  it.each([
    ['c', true],
    ['(c)', true],
    ['c) $\\Phi^T$', true],
    ['The answer is c) the last of them', true],
    ['b) not c)', false],
    ['can be c)', false],
    ['None of these', false],
  ])('%j for c: %s', (answer, equal) => {
    expect(strictOptionEqual({ type: 'option', value: 'c' }, answer)).toMatchObject({ equal });
  });
});
