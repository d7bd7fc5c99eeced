import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Program, Sandbox } from '../../src/core/index.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { describeSandboxes, openSandbox } from './support.ts';

type Row = {
  readonly task_id: string;
  readonly prompt: string;
  readonly canonical_solution: string;
  readonly test: string;
  readonly entry_point: string;
};

const readRows = (): readonly Row[] => {
  const text = gunzipSync(readFileSync(`${dataDirectory}/humaneval/HumanEval.jsonl.gz`)).toString();
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Row);
};

const programOf = (row: Row, completion: string): Program => ({
  language: 'python',
  code: row.prompt + completion,
  tests: {
    prelude: `${row.prompt}    pass\n`,
    code: `${row.test}\ncheck(${row.entry_point})`,
    entryPoints: [row.entry_point],
  },
  limits: { timeoutMs: 6000, memoryMb: 512, maxOutputBytes: 65_536 },
});

describeSandboxes(backend => {
  describeWithData('HumanEval', () => {
    let sandbox: Sandbox;
    let rows: readonly Row[] = [];
    beforeAll(async () => {
      rows = readRows();
      sandbox = await openSandbox(backend, 2);
    });
    afterAll(() => sandbox.close());

    const failures = async (complete: (row: Row) => string) => {
      const executions = await Promise.all(rows.map(row => sandbox.run(programOf(row, complete(row)))));
      return rows
        .map((row, index) => ({ id: row.task_id, execution: executions[index] }))
        .filter(({ execution }) => execution?.outcome !== 'finished');
    };

    it('passes all 164 reference solutions', async () => {
      expect(rows).toHaveLength(164);
      expect(await failures(row => row.canonical_solution)).toEqual([]);
    });

    it.each([
      ['returns None', '    return None\n'],
      [
        'returns an object that equals everything',
        '    return type("E", (), {"__eq__": lambda a, b: True})()\n',
      ],
      ['leaves', '    import os\n    os._exit(0)\n'],
    ])('fails all 164 when the body %s', async (_what, body) => {
      expect(await failures(() => body)).toHaveLength(164);
    });
  });
});
