import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { asdivFile } from '../../benchmarks/asdiv/source.ts';
import { svampFile } from '../../benchmarks/svamp/source.ts';
import type { DataFile, Row, Summary } from '../../src/core/index.ts';
import { jsonRows, dataDirectory as openData, text } from '../../src/dataset/index.ts';
import { runHere } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { everyNth } from '../support/thorough.ts';

const rowsOf = async (file: DataFile, at: readonly string[] = []): Promise<readonly Row[]> => {
  const data = openData(dataDirectory);
  const rows: Row[] = [];
  for await (const row of jsonRows(data.open(file), data.nameOf(file), at)) rows.push(row);
  return rows;
};

const score = async (protocol: string, programs: readonly (readonly [id: string, code: string])[]) => {
  const file = join(temporaryFolder(), 'programs.jsonl');
  const lines = programs.map(([id, code]) => JSON.stringify({ id, text: `\`\`\`python\n${code}\n\`\`\`` }));
  writeFileSync(file, `${lines.join('\n')}\n`);
  const flags = ['--benchmark', protocol, '--data-dir', dataDirectory, '--json', '--quiet'];
  const { stdout, stderr } = await runHere(['score', file, ...flags]);
  return { stderr, counts: (JSON.parse(stdout) as Summary).cells[0]?.counts };
};

/** Real programs, which were not written for any grader. */
describeWithData('the programs of the data itself', () => {
  // Unless thorough, a part of them.
  it('are all right for ASDiv, and unscored only where sympy is missing', async () => {
    const rows = (await rowsOf(asdivFile, ['Instances'])).filter(row => text(row, 'split') === 'test');
    expect(rows).toHaveLength(618);
    const all = rows.map((row, index) => [String(index), text(row, ['Output Program', 0])] as const);
    const programs = everyNth(5, all);
    const { counts, stderr } = await score('asdiv.pot', programs);
    const unscored = counts?.unscored ?? -1;
    expect({ counts, stderr }).toMatchObject({
      counts: { correct: programs.length - unscored, incorrect: 0, 'no-answer': 0 },
    });
    if (unscored > 0) expect(stderr).toContain(`${unscored} answers need the module sympy`);
  });

  it('are all right for SVAMP but one, whose gold is wrong', async () => {
    const rows = await rowsOf(svampFile);
    const all = rows.map(row => [text(row, 'ID'), text(row, 'Equation').trim()] as const);
    expect(all).toHaveLength(1000);
    const right = all.filter(([id]) => id !== 'chal-680');
    const wrong = all.filter(([id]) => id === 'chal-680');
    const programs = [...everyNth(5, right), ...wrong];
    const { counts } = await score('svamp.pot', programs);
    expect(counts).toMatchObject({ correct: programs.length - 1, incorrect: 1 });
    expect((await score('svamp.pot', wrong)).counts).toMatchObject({ correct: 0, incorrect: 1 });
  });
});
