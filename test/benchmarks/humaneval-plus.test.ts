import { describe, expect, it } from 'vitest';
import { humaneval } from '../../benchmarks/humaneval/benchmark.ts';
import { humanevalPlus } from '../../benchmarks/humaneval-plus/benchmark.ts';
import { rawFields } from '../../benchmarks/humaneval-plus/raw-fields.ts';
import type { HumanEvalPlusSample } from '../../benchmarks/humaneval-plus/sample.ts';
import { isObject, type Program, type Row } from '../../src/core/index.ts';
import { dataDirectory as dataSource, parseJson } from '../../src/dataset/index.ts';
import { completionOf, executionOf } from '../score/support.ts';
import { cpuTimer } from '../support/cpu-time.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { shippedSamples } from './support.ts';

const samples = (await shippedSamples(humanevalPlus)) as ReadonlyMap<string, HumanEvalPlusSample>;
const sampleOf = (id: string): HumanEvalPlusSample => {
  const sample = samples.get(id);
  if (sample === undefined) throw new Error(`no sample ${id}`);
  return sample;
};

const programOf = async (graderName: string, sample: HumanEvalPlusSample): Promise<Program> => {
  const grader = humanevalPlus.protocols.code?.graders[graderName];
  if (grader === undefined) throw new Error(`no grader ${graderName}`);
  const completion = completionOf('x = 1', { form: 'solution' });
  const ran: Program[] = [];
  await grader.score(
    { sample, completion, extraction: grader.extract(completion, sample) },
    async program => {
      ran.push(program);
      return executionOf({});
    },
  );
  const [program] = ran;
  if (program === undefined) throw new Error('nothing ran');
  return program;
};

/** `parseJson` makes integers beyond 2^53 of the type that can hold them. */
const hasLong = (value: unknown): boolean =>
  typeof value === 'bigint' ||
  (Array.isArray(value) ? value.some(hasLong) : isObject(value) && Object.values(value).some(hasLong));

const rowsOf = async (): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for await (const row of humanevalPlus.dataset.rows(dataSource(dataDirectory))) rows.push(row);
  return rows;
};

describe('rawFields', () => {
  it.each([
    ['{}', {}],
    ['{"a": 1.0, "b": 12345678901234567890}', { a: '1.0', b: '12345678901234567890' }],
    ['{"a":[[1,{"b":2}],"]"],"c":"x"}', { a: '[[1,{"b":2}],"]"]', c: '"x"' }],
    [
      '{"a": "quote \\" comma , brace } colon :", "\\u0062": null}',
      { a: '"quote \\" comma , brace } colon :"', b: 'null' },
    ],
    ['{"a": {"a": 1}, "d": -0.0e5 , "e": ""}', { a: '{"a": 1}', d: '-0.0e5', e: '""' }],
    ['[1, 2]', {}],
    ['', {}],
  ])('reads %s', (json, expected) => {
    expect(Object.fromEntries(rawFields(json))).toEqual(expected);
  });

  it('stays linear on long texts', () => {
    const cpuMs = cpuTimer();
    const long = 'x\\"'.repeat(500_000);
    expect(rawFields(`{"a": "${long}", "b": ${'['.repeat(500_000)}${']'.repeat(500_000)}}`).size).toBe(2);
    rawFields('"'.repeat(500_001));
    expect(cpuMs()).toBeLessThan(3000);
  });
});

describe('HumanEval+', () => {
  it('is asked as HumanEval is', () => {
    const sample = sampleOf('HumanEval/1');
    const asked = (protocols: typeof humanevalPlus.protocols | typeof humaneval.protocols) =>
      Object.entries(protocols).map(([name, { prompt, generation }]) => [
        name,
        prompt(sample, []),
        generation,
      ]);
    expect(asked(humanevalPlus.protocols)).toEqual(asked(humaneval.protocols));
  });

  it('hands arguments to Python as they stand in the file', () => {
    expect(sampleOf('HumanEval/0').plusInput).toContain('[[1.0, 1.0]]');
    expect(sampleOf('HumanEval/1').plusInput).toContain('9007199254740993');
    expect(sampleOf('HumanEval/2').tolerance).toBe('0.0001');
  });

  it('has a namespace of its own for the reference solution, and the limits of EvalPlus', async () => {
    const sample = sampleOf('HumanEval/5');
    const { code, tests, limits } = await programOf('evalplus-plus', sample);
    expect(code).toBe('x = 1');
    expect(tests?.prelude).toContain(
      `exec(${JSON.stringify(sample.input + sample.target)}, reference_space)`,
    );
    expect(tests?.entryPoints).toEqual(['countdown']);
    // One base and three added argument lists: four seconds a call, a second more a set, and time to carry an answer.
    expect(limits).toEqual({
      timeoutMs: 4000 + 1000 + 3 * 4000 + 1000,
      callTimeoutMs: 8000,
      memoryMb: 1024,
      maxOutputBytes: 65_536,
    });
    expect((await programOf('evalplus-base', sample)).limits.timeoutMs).toBe(5000);
  });

  it('runs the tests of HumanEval for the graders that have their name from there', async () => {
    const sample = sampleOf('HumanEval/5');
    for (const name of ['openai', 'eurus'])
      expect((await programOf(name, sample)).tests?.code).toBe(`${sample.tests}\ncheck(countdown)`);
  });
});

describeWithData('the HumanEval+ data', () => {
  it('has 164 rows with 1,570 and 122,683 lists of arguments', async () => {
    let [base, plus] = [0, 0];
    const tolerances: string[] = [];
    const ids = new Set<string>();
    for (const row of await rowsOf()) {
      const sample = humanevalPlus.sample(row);
      ids.add(sample.id);
      base += JSON.parse(sample.baseInput).length;
      plus += JSON.parse(sample.plusInput).length;
      if (sample.tolerance !== '0') tolerances.push(`${sample.id}: ${sample.tolerance}`);
      // Names of the tests' own would be asked of the reference solution instead.
      expect(['json', 'math', 'reference', 'agrees', 'shown', 'is_near', 'value_at']).not.toContain(
        sample.entryPoint,
      );
    }
    expect([ids.size, base, plus]).toEqual([164, 1570, 122_683]);
    expect(tolerances).toEqual(['HumanEval/2: 1e-06', 'HumanEval/4: 1e-06', 'HumanEval/32: 0.0001']);
  });

  it('has the prompts and tests of HumanEval, but for the prompt of 115', async () => {
    const other = new Map<string, readonly string[]>();
    for await (const row of humaneval.dataset.rows(dataSource(dataDirectory))) {
      const { id, input, tests, entryPoint } = humaneval.sample(row);
      other.set(id, [tests, entryPoint, input]);
    }
    const different = (await rowsOf()).flatMap(row => {
      const { id, input, tests, entryPoint } = humanevalPlus.sample(row);
      const [theirTests, theirEntryPoint, theirInput] = other.get(id) ?? [];
      expect([tests, entryPoint]).toEqual([theirTests, theirEntryPoint]);
      return input === theirInput ? [] : [id];
    });
    expect(different).toEqual(['HumanEval/115']);
  });

  it('has integers beyond 2^53 in 15 tasks, kept digit by digit', async () => {
    const found: string[] = [];
    for (const row of await rowsOf()) {
      const { id, baseInput, plusInput } = humanevalPlus.sample(row);
      if (hasLong([parseJson(baseInput), parseJson(plusInput)])) found.push(id.slice('HumanEval/'.length));
    }
    expect(found.join(' ')).toBe('22 34 53 65 76 77 79 88 92 108 114 123 131 137 155');
  });
});
