import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveTasks } from '../../src/cli/tasks.ts';
import { dataDirectory as dataSource } from '../../src/dataset/index.ts';
import { type Answer, startServer } from '../../src/scripted/index.ts';
import { runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { goldAnswers } from '../support/gold/index.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { everyNth, rounds } from '../support/thorough.ts';

const limit = rounds({ usual: 6, thorough: 10 });
const names = ['humaneval', 'mbpp'];

/** Right answers, as whole messages, by what is asked. */
const answersByQuestion = async (): Promise<ReadonlyMap<string, string>> => {
  const answers = new Map<string, string>();
  const data = dataSource(dataDirectory);
  for (const { benchmark, protocol, protocolName } of resolveTasks({ names })) {
    let left = limit;
    for await (const row of benchmark.dataset.rows(data)) {
      if (left === 0) break;
      left -= 1;
      const sample = benchmark.sample(row);
      const prompt = protocol.prompt(sample, []);
      const question = prompt.kind === 'chat' ? (prompt.messages.at(-1)?.content ?? '') : '';
      answers.set(question, goldAnswers[benchmark.id]?.right(sample, protocolName) ?? '');
    }
  }
  return answers;
};

type Kind =
  | 'continues'
  | 'echoes'
  | 'begins anew with a fence'
  | 'writes prose first'
  | 'refuses'
  | 'continues with flags';

/** A server of a kind that knows all answers. Those that go on leave an answer that fits the start no choice. */
const scripted =
  (kind: Kind, answers: ReadonlyMap<string, string>, counts: boolean): Answer =>
  ({ messages, lastUserText, prefill, body }) => {
    const sentStart = (body.messages as readonly { role: string }[]).at(-1)?.role === 'assistant';
    if (kind === 'refuses' && sentStart) {
      return { status: 400, body: { error: { message: 'the last message must be one of the user' } } };
    }
    if (kind === 'continues' && body.continue_final_message !== undefined) {
      return { status: 400, body: { error: { message: 'Unrecognized argument: continue_final_message' } } };
    }
    const question = lastUserText || (messages.findLast(({ role }) => role === 'user')?.content ?? '');
    if (question.startsWith('Count')) {
      if (!counts) return { status: 400, body: { error: { message: 'no such question is known' } } };
      const numbers = Array.from({ length: 30 }, (_, index) => index + 1).join(', ');
      const goesOn = prefill !== null && !kind.startsWith('begins') && !kind.startsWith('writes');
      if (!goesOn) return numbers.slice(0, 16);
      return (kind === 'echoes' ? prefill : '') + numbers.slice(0, prefill.length + 16);
    }
    const whole = answers.get(question);
    if (whole === undefined)
      return { status: 400, body: { error: { message: 'no such question is known' } } };
    // What a model writes that has `def` in its mouth.
    const code = whole.replace(/^```python\n/, '').replace(/\n```$/, '');
    const goesOn = `\`\`\`python\ndef ${code.startsWith('def ') ? code.slice(4) : `_unused():\n    pass\n\n${code}`}\n\`\`\`\nDone.`;
    switch (kind) {
      case 'begins anew with a fence':
        return `\`\`\`python\nimport math\n\n${code}\n\`\`\`\nDone.`;
      case 'writes prose first':
        return `Here is a function that does it (as asked):\n\n\`\`\`python\n${code}\n\`\`\`\nDone.`;
      case 'echoes':
        return (prefill ?? '') + goesOn;
      default:
        return goesOn;
    }
  };

const cases: readonly (readonly [
  kind: Kind,
  provider: string,
  flags: readonly string[],
  way: string,
  found: string,
])[] = [
  ['continues', 'llama-cpp', [], 'assistant-message', 'continued'],
  ['continues', 'vllm', [], 'assistant-message', 'continued'],
  ['continues with flags', 'vllm', [], 'continue_final_message', 'continued'],
  ['echoes', 'lmstudio', [], 'assistant-message', 'echoed'],
  ['begins anew with a fence', 'ollama', [], 'none', 'restarted'],
  ['writes prose first', 'ollama', [], 'none', 'ignored'],
  ['refuses', 'sglang', [], 'none', 'refused'],
  ['continues', 'openai-api', ['--prefill', 'assistant-message'], 'assistant-message', 'continued'],
];

const told: Readonly<Record<string, string>> = {
  continued: 'the server continues the started answer',
  echoed: 'the server sends the start of the answer back',
  restarted: 'the server begins a started answer anew, so it was asked without its start',
  ignored: 'the server takes no notice of a started answer, so it was asked without its start',
  refused: 'the server refuses a started answer, so it was asked without its start',
};

/** With every kind of server; unless thorough, few of them also without an answer to the counting question. */
const counted = [
  ...cases.map(one => [...one, true] as const),
  ...everyNth(4, cases).map(one => [...one, false] as const),
];

describeWithData('a started answer', () => {
  it.each(counted)(
    'by a server that %s (%s %j): %s, %s, counting %s',
    async (kind, provider, flags, way, found, counts) => {
      const folder = temporaryFolder();
      const server = await startServer({
        answer: scripted(kind, await answersByQuestion(), counts),
        continuesAssistant: !kind.startsWith('begins') && !kind.startsWith('writes'),
      });
      const args = [
        ...[
          'run',
          ...names,
          '--limit',
          String(limit),
          '--model',
          `${provider}/tiny`,
          '--base-url',
          server.url,
        ],
        ...['--data-dir', dataDirectory, '--results', folder, '--run-name', 'r', ...flags],
      ];
      try {
        const { code, stdout, stderr } = await runHere([...args, '--json']);
        expectCode({ code, stderr }, 0);
        const { cells } = JSON.parse(stdout) as {
          cells: { metrics: Record<string, { value: number }>; start?: string }[];
        };
        const marked = way === 'none' ? 'not-continued' : undefined;
        for (const cell of cells) {
          expect(cell.metrics['pass@1']?.value).toBe(1);
          expect(cell.start).toBe(marked);
        }
        const manifest = JSON.parse(readFileSync(join(folder, 'r', 'run.json'), 'utf8'));
        for (const name of names) {
          expect(manifest.benchmarks[`${name}.code`]).toMatchObject({ prefill: way, prefill_found: found });
          expect(stderr).toContain(`${name}.code: ${told[found]}`);
        }
        const asked = server.requests();
        const again = await runHere([...args, '--json']);
        expect(JSON.parse(again.stdout)).toEqual(JSON.parse(stdout));
        expect(server.requests()).toBe(asked);
        for (const format of ['terminal', 'md', 'csv']) {
          const table = await runHere(['table', join(folder, 'r'), '--format', format]);
          expect(table.stdout.includes(format === 'csv' ? 'not-continued' : '‖')).toBe(way === 'none');
        }
      } finally {
        await server.close();
      }
    },
  );
});

describe('the flag --prefill', () => {
  it.each([
    ['a way that there is not', ['--prefill', 'sometimes'], '--prefill'],
    [
      'a way that is for chat only',
      ['--prefill', 'assistant-message', '--api', 'completions'],
      '--prefill is for the chat API',
    ],
  ] as const)('refuses %s', async (_, flags, message) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'data'));
    const base = ['run', 'humaneval', '--model', 'vllm/tiny', '--base-url', 'http://127.0.0.1:9/v1'];
    const { code, stderr } = await runHere([...base, '--results', folder, ...flags]);
    expectCode({ code, stderr }, 2);
    expect(stderr).toContain(message);
    rmSync(folder, { recursive: true });
  });

  it('is told by prompt, with what a run will do', async () => {
    const args = ['prompt', 'humaneval', '--data-dir', dataDirectory, '--model', 'openai-api/tiny'];
    const endpoint = ['--base-url', 'http://127.0.0.1:9/v1'];
    const shown = await runHere([...args, ...endpoint, '--prefill', 'assistant-message']);
    expect(shown.stderr).toContain('assistant-message, checked on the first answers of a run');
    expect(JSON.parse(shown.stdout).body.messages.at(-1)).toEqual({
      role: 'assistant',
      content: '```python\ndef',
    });
    const without = await runHere([...args, ...endpoint, '--prefill', 'none']);
    expect(JSON.parse(without.stdout).body.messages).toHaveLength(1);
  });
});
