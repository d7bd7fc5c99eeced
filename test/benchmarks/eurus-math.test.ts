import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cotGeneration, potGeneration } from '../../benchmarks/eurus-math/generation.ts';
import { cotGraders, potGraders } from '../../benchmarks/eurus-math/graders.ts';
import { lastBlock, notebook } from '../../benchmarks/eurus-math/programs.ts';
import { boxedPrompt, mathToolPrompt, wordProblemToolPrompt } from '../../benchmarks/eurus-math/prompts.ts';
import type { Judgement, Sandbox } from '../../src/core/index.ts';
import type { ProgramRule } from '../../src/score/index.ts';
import { describeSandboxes, openSandbox } from '../sandbox/support.ts';
import { completionOf, executionOf, noExecution } from '../score/support.ts';

describe('the prompts of the Eurus scripts', () => {
  const boxed =
    'Solve the following math problem step-by-step.\nSimplify your answer as much as possible. Present your final answer as \\boxed{Your Answer}.\n1+1?';
  const tool =
    'Tool available:\n[1] Python interpreter\nWhen you send a message containing Python code to python, it will be executed in a stateful Jupyter notebook environment.';
  const plain =
    'Solve the following math problem step-by-step.\nSimplify your answer as much as possible.\n1+1?';
  const user = (content: string) => ({ kind: 'chat', messages: [{ role: 'user', content }] });
  const withSystem = (system: string) => ({
    kind: 'chat',
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: boxed },
    ],
  });

  it('ask for a box in words', () => {
    expect(boxedPrompt('1+1?')).toEqual(user(boxed));
  });

  it('name the tool of word problems in a system turn, in E1 in the user turn and misspelt', () => {
    expect(wordProblemToolPrompt('1+1?', 'E3')).toEqual(
      withSystem(`${tool} Present code in \`\`\`python\`\`\`\n`),
    );
    expect(wordProblemToolPrompt('1+1?', 'E2')).toEqual(withSystem(`${tool}\n`));
    expect(wordProblemToolPrompt('1+1?', 'E1')).toEqual(
      user(`${tool.replace('interpreter', 'intepreter')}\n${plain}`),
    );
  });

  it('name the tool of MATH in the user turn and ask for no box', () => {
    expect(mathToolPrompt('1+1?', 'E3')).toEqual(
      user(`${tool} Present code in \`\`\`python\`\`\`\n${plain}`),
    );
    for (const revision of ['E1', 'E2'] as const)
      expect(mathToolPrompt('1+1?', revision)).toEqual(user(`${tool}\n${plain}`));
  });

  it('leave 1024 tokens for words and 2048 for programs', () => {
    const common = { temperature: 0, topP: 1, stop: ['\n###\nProblem: '] };
    expect(cotGeneration).toEqual({ maxTokens: 1024, ...common });
    expect(potGeneration).toEqual({ maxTokens: 2048, ...common });
  });
});

const fenced = (...blocks: readonly string[]): string =>
  blocks.map(code => `\`\`\`python\n${code}\n\`\`\``).join('\nThen:\n');
const e3 = lastBlock({ executeTags: true });

describeSandboxes(backend => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox(backend, 1);
  });
  afterAll(() => sandbox.close());

  const answerOf = async (rule: ProgramRule, text: string): Promise<string | null> => {
    const program = rule.programIn(text);
    return program === null ? null : rule.answerOf(await sandbox.run(program), program);
  };

  // Completion, answer of the Eurus interpreter, answer of the notebook.
  it.each<[string, string, string, string]>([
    ['an assignment at the end', fenced('x = 5'), '', ''],
    ['an expression at the end', fenced('x = 5\nx'), '5', '5'],
    ['a call that prints and returns nothing', fenced('def main():\n  print(7)\nmain()'), '7\nNone', '7'],
    ['a comment at the end', fenced('x = 5\nx\n# the answer'), '', '5'],
    ['an indented last line', fenced('if True:\n  5'), '', ''],
    ['an indented last line that prints', fenced('if True:\n  print(5)'), '5', '5'],
    ['a print and an expression', fenced('print(1)\nx=2\nx'), '1\n2', '1\n2'],
    ['a print over several lines', fenced('print(\n  5\n)'), '', '5'],
    ['a semicolon at the end', fenced('x = 5\nx;'), '', '5'],
    ['an exit with status 0 after printing', fenced('import sys\nprint(5)\nsys.exit(0)'), '5', '5'],
    ['an exit with another status', fenced('import sys\nprint(5)\nsys.exit(3)'), '', '5'],
    ['an exit with a text', fenced('import sys\nprint(5)\nsys.exit("0")'), '', '5'],
    ['an exception after printing', fenced('print(5)\n1 / 0\nprint(6)'), '', '5'],
    ['a question to the user', fenced('x = input()\nprint(x)'), '', ''],
    ['a name of the block before', fenced('x = 5', 'print(x)'), '', '5'],
    ['a good block before a failing one', fenced('print(5)', '1 / 0'), '', '5'],
    ['a good block before one that prints nothing', fenced('print(5)', 'y = 1'), '', '5'],
    ['an exception in the first of two', fenced('print(5)\n1 / 0', 'y = 1'), '', ''],
    ['a name kept from a block that raised', fenced('x = 5\n1 / 0', 'x'), '', '5'],
    ['a Python fence after the program', '<execute>print(6)</execute>\n```python\nprint(5)\n```', '6', '5'],
    ['nothing but a shell command', '```bash\npython -c "print(5)"\n```', '', 'no program'],
    ['a shell command after the program', '```python\nprint(5)\n```\n```bash\nls\n```', '5', '5'],
    ['a fence that never closes', '```python\nprint(5)', 'no program', '5'],
    ['another tag', '```py\nprint(5)\n```', 'no program', '5'],
    ['python3', '```python3\nprint(5)\n```', '5', '5'],
    ['no code at all', 'It is 5.', 'no program', 'no program'],
  ])('answers %s', async (_, text, eurus, strict) => {
    expect(await answerOf(e3, text)).toBe(eurus === 'no program' ? null : eurus);
    expect(await answerOf(notebook, text)).toBe(strict === 'no program' ? null : strict);
  });

  it('ends a program after the 5 s of the scripts', async () => {
    const program = e3.programIn(fenced('while True: pass\nprint(5)'));
    if (program === null) throw new Error('no program');
    expect(program.limits.timeoutMs).toBe(5000);
    const execution = await sandbox.run({ ...program, limits: { ...program.limits, timeoutMs: 300 } });
    expect(e3.answerOf(execution, program)).toBe('');
  });

  const graders = potGraders({ twoPis: false });
  const judge = async (name: keyof typeof graders, target: string, text: string): Promise<Judgement> => {
    const sample = { id: '1', input: 'q', target };
    const completion = completionOf(text);
    const extraction = graders[name].extract(completion, sample);
    return graders[name].score({ sample, completion, extraction }, program => sandbox.run(program));
  };

  it.each<[string, string, string, readonly [string, string, string]]>([
    ['P2: state between blocks', '5', fenced('x = 5', 'x'), ['correct', 'no-answer', 'no-answer']],
    [
      'P2: only the last block counts',
      '5',
      fenced('print(5)', 'print(6 - 0)'),
      ['incorrect', 'incorrect', 'incorrect'],
    ],
    [
      'P3: the last line is a comment',
      '5',
      fenced('print(5)\n# done'),
      ['correct', 'no-answer', 'no-answer'],
    ],
    ['P3: a print over several lines', '5', fenced('print(\n5\n)'), ['correct', 'no-answer', 'no-answer']],
    [
      'P3: a call that returns nothing',
      '7',
      fenced('def f():\n  print(7)\nf()'),
      ['correct', 'incorrect', 'incorrect'],
    ],
    ['P5: a failure after the answer', '5', fenced('print(5)\n1 / 0'), ['correct', 'no-answer', 'no-answer']],
    [
      'P5: a shell command',
      '5',
      '```bash\necho 5\n```\nThe answer is 5',
      ['correct', 'no-answer', 'no-answer'],
    ],
    ['M1: a hundred times the answer', '5', fenced('print(500)'), ['incorrect', 'correct', 'correct']],
    ['the rounding of doubles', '0.3', fenced('print(0.1 + 0.2)'), ['correct', 'correct', 'correct']],
    ['no program, a box', '5', 'So it is \\boxed{5}.\n', ['correct', 'correct', 'correct']],
    ['no program, a sentence', '3', 'The answer is 3 apples.', ['correct', 'incorrect', 'incorrect']],
    ['nothing', '3', ' \n', ['no-answer', 'no-answer', 'no-answer']],
    [
      '<execute>, which E1 does not know',
      '5',
      '<execute>print(5)</execute> or \\boxed{6}',
      ['incorrect', 'correct', 'incorrect'],
    ],
    ['a printed sentence', '5', fenced('print("Total:", 5)'), ['correct', 'correct', 'incorrect']],
  ])('judges %s', async (_, target, text, expected) => {
    const verdicts = await Promise.all(
      (['strict', 'eurus', 'eurus-2404'] as const).map(name => judge(name, target, text)),
    );
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(expected);
    for (const { reason } of verdicts) expect(reason).not.toBe('');
  });

  it('gives each program its own result, whichever ends first', async () => {
    const sleepers = [0.3, 0.15, 0].map((seconds, index) =>
      judge('eurus', String(index + 7), fenced(`import time\ntime.sleep(${seconds})\nprint(${index + 7})`)),
    );
    expect((await Promise.all(sleepers)).map(({ verdict }) => verdict)).toEqual(Array(3).fill('correct'));
  });
});

describe('the graders', () => {
  it.each([
    [true, 'correct'],
    [false, 'incorrect'],
  ])('of April 2024 accept π as 3.14 where they are told to: %s', async (twoPis, verdict) => {
    const grader = cotGraders({ twoPis })['eurus-2404'];
    const sample = { id: '1', input: 'q', target: '3\\pi' };
    const completion = completionOf('\\boxed{9.42}');
    const extraction = grader.extract(completion);
    expect(await grader.score({ sample, completion, extraction }, noExecution)).toMatchObject({ verdict });
  });

  it('leave unscored what needs a module that the sandbox lacks', async () => {
    const { strict } = potGraders({ twoPis: false });
    const sample = { id: '1', input: 'q', target: '5' };
    const completion = completionOf(fenced('import sympy\nprint(5)'));
    const extraction = strict.extract(completion, sample);
    const lacking = executionOf({ outcome: 'raised', missingModule: 'sympy', sandbox: 'wasm' });
    expect(await strict.score({ sample, completion, extraction }, async () => lacking)).toMatchObject({
      verdict: 'unscored',
      missing: { module: 'sympy' },
    });
  });
});
