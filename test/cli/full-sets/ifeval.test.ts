import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resolveTasks } from '../../../src/cli/tasks.ts';
import type { Summary } from '../../../src/core/index.ts';
import { runCli } from '../../support/cli.ts';
import { expectCode } from '../../support/expect-code.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { startGoldServer } from '../../support/gold-server.ts';
import { dataDirectory, describeWithData } from '../../support/requires.ts';
import { scoresEverythingRight, scoresFourFifths } from './support.ts';

const counts = { ifeval: 541 };
const levels = ({ cells }: Summary) =>
  Object.fromEntries(
    cells.map(({ grader, metrics }) => [
      grader,
      [metrics['pass@1']?.value, metrics['instruction-level']?.value],
    ]),
  );

describeWithData('the full set of IFEval', () => {
  scoresEverythingRight({ names: ['ifeval'], counts });
  scoresEverythingRight({ names: ['ifeval.direct@official'], counts, api: 'completions', stream: true });
  scoresFourFifths({ names: ['ifeval'], counts, stream: true });

  it('gives both levels for every grader, also when the run and a file of its answers are scored again', async () => {
    const folder = temporaryFolder();
    const server = await startGoldServer({
      tasks: resolveTasks({ names: ['ifeval'] }),
      api: 'chat',
      provider: 'vllm',
    });
    try {
      const data = ['--data-dir', dataDirectory, '--json', '--quiet', '--grader', 'all'];
      const ran = await runCli([
        ...['run', 'ifeval', '--model', 'vllm/gold', '--base-url', server.url],
        ...['--results', folder, '--run-name', 'gold', ...data],
      ]);
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      // Five prompts want a sentence repeated that breaks another instruction of theirs.
      const expected = {
        'ifeval-loose': [1, 1],
        'ifeval-strict': [536 / 541, 829 / 834],
        strict: [1, 1],
      };
      const summary: Summary = JSON.parse(ran.stdout);
      expect(levels(summary)).toEqual(expected);
      const strict = summary.cells.find(({ grader }) => grader === 'ifeval-strict');
      expect(Object.keys(strict?.groups.instruction ?? {})).toHaveLength(25);
      expect(Object.keys(strict?.groups['instruction-family'] ?? {})).toHaveLength(9);
      expect(strict?.groups.instruction?.['punctuation:no_comma']?.counts).toMatchObject({
        correct: 64,
        incorrect: 2,
      });
      const run = join(folder, 'gold');
      const again = await runCli(['score', run, ...data]);
      expectCode(again, 0);
      expect(levels(JSON.parse(again.stdout))).toEqual(expected);
      expect(levels(JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8')))).toEqual(expected);
      const file = join(run, 'completions', 'ifeval.direct.jsonl');
      const recorded = await runCli(['score', file, '--benchmark', 'ifeval', ...data]);
      expectCode(recorded, 0);
      expect(levels(JSON.parse(recorded.stdout))).toEqual(expected);
    } finally {
      await server.close();
    }
  });
});
