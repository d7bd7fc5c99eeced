import { expect, it } from 'vitest';
import { EurusError } from '../../src/core/index.ts';
import { createAnswers } from '../../src/queue/answers.ts';
import { createCosts } from '../../src/queue/costs.ts';
import { encodeAnswer } from '../../src/queue/messages.ts';
import { createLedger } from '../../src/queue/outstanding.ts';

it('the run ends with the reason when what programs ran in cannot be written down', async () => {
  const disk = new EurusError('DISK_DENIED', 'cannot write run.json');
  const failures: unknown[] = [];
  const answers = createAnswers({
    ledger: createLedger({ items: 10, units: 10_000 }),
    costs: createCosts({ batchMs: 500, maxItems: 10, firstItems: () => 1 }),
    halt: { signal: new AbortController().signal, fail: error => failures.push(error) },
    ...{
      runsPrograms: true,
      sandbox: null,
      say: () => {},
      repeat: () => {},
      ...{ resend: () => {}, giveUp: () => {} },
      superseded: () => {},
    },
    onSandbox: async () => {
      throw disk;
    },
  });
  const sandbox = { name: 'wasm', python: '3.14.2', slowdown: { python: 1 } } as const;
  const message = encodeAnswer({ batch: 'b1', worker: 'w', sandbox, items: [], back: null });
  await expect(answers.read(message)).rejects.toBe(disk);
  expect(failures).toEqual([disk]);
});
