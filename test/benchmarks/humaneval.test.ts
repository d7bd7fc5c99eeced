import { describe, expect, it } from 'vitest';
import { humaneval } from '../../benchmarks/humaneval/benchmark.ts';
import type { Program } from '../../src/core/index.ts';
import { completionOf, executionOf } from '../score/support.ts';
import { shippedSamples } from './support.ts';

const samples = await shippedSamples(humaneval);

/** The program that a grader runs for a completion. */
const programOf = async (text: string, more: object = {}): Promise<Program> => {
  const sample = samples.get('HumanEval/2');
  const grader = humaneval.protocols.code?.graders.openai;
  if (sample === undefined || grader === undefined) throw new Error('sample or grader is gone');
  const completion = completionOf(text, more);
  const ran: Program[] = [];
  // The benchmark's own sample type is wider; the registry's view of it is enough here.
  const own = sample as Parameters<typeof grader.extract>[1];
  await grader.score(
    { sample: own, completion, extraction: grader.extract(completion, own) },
    async program => {
      ran.push(program);
      return executionOf({});
    },
  );
  const [program] = ran;
  if (program === undefined || ran.length > 1) throw new Error(`ran ${ran.length} programs`);
  return program;
};

describe('the program of a HumanEval completion', () => {
  const prompt = samples.get('HumanEval/2')?.input ?? '';

  it('keeps candidate and tests apart', async () => {
    const program = await programOf('    return 1\n', { form: 'continuation' });
    expect(program).toEqual({
      language: 'python',
      code: `${prompt}    return 1\n`,
      tests: {
        prelude: `${prompt}    pass\n`,
        code: expect.stringMatching(/^\n\ndef check\(candidate\):[\s\S]*\ncheck\(days_in_years\)$/),
        entryPoints: ['days_in_years'],
      },
      limits: { timeoutMs: 3000, memoryMb: 512, maxOutputBytes: 65_536 },
    });
  });

  it('puts the prompt, with its helpers, before a function of the model', async () => {
    const prefill = '```python\ndef';
    const { code } = await programOf(' days_in_years(a, b):\n    return 0\n```\nDone.', { prefill });
    expect(code).toBe(`${prompt}def  days_in_years(a, b):\n    return 0\n`);
  });

  it.each([
    ['from __future__ import annotations\n', '\n'],
    ['from __future__ import (\n    annotations,\n    division,\n)\n', '# a\n'],
    ['from __future__ import annotations, \\\n    division\n', "r'''a\nfrom\nb'''\n"],
    ['from __future__ import annotations\nfrom __future__ import division\n', '"""a"""\n\n'],
  ])('puts %j above the prompt', async (imports, before) => {
    const code = 'import re\ndef days_in_years(a, b):\n    return 0\n';
    const text = `\`\`\`python\n${before}${imports}${code}\`\`\``;
    expect((await programOf(text)).code).toBe(imports + prompt + before + code);
  });

  it.each([
    ['after a statement', 'import re\nfrom __future__ import annotations\n'],
    ['in a string', '"""a"""\n"""\nfrom __future__ import annotations\n"""\n'],
    ['of another module', 'from __future__x import annotations\n'],
  ])('leaves an import where it is: %s', async (_, head) => {
    const code = `${head}def days_in_years(a, b):\n    return 0\n`;
    expect((await programOf(`\`\`\`python\n${code}\`\`\``)).code).toBe(prompt + code);
  });

  it('takes a whole program as it is', async () => {
    expect((await programOf('x = 1\n', { form: 'solution' })).code).toBe('x = 1\n');
  });
});
