import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '../../src/core/index.ts';
import {
  humanevalReferences,
  mbppReferences,
  type Reference,
  SLOW_MBPP,
} from '../support/reference-programs.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { everyNth } from '../support/thorough.ts';
import { describeSandboxes, openSandbox } from './support.ts';
import { describeWithNumpy } from './with-numpy.ts';

/** Which of them do not reach the last line of their tests, and how they end instead. */
const failures = async (sandbox: Sandbox, references: readonly Reference[]) => {
  const executions = await Promise.all(references.map(({ program }) => sandbox.run(program)));
  return references
    .map(({ id }, index) => ({ id, execution: executions[index] }))
    .filter(({ execution }) => execution?.outcome !== 'finished');
};

describeSandboxes(backend => {
  describeWithData('the reference solutions', () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await openSandbox(backend, 2);
    });
    afterAll(() => sandbox.close());

    it('of HumanEval pass, all 164', async () => {
      const references = humanevalReferences(dataDirectory);
      expect(references).toHaveLength(164);
      expect(await failures(sandbox, everyNth(4, references))).toEqual([]);
    });

    it.each([
      ['returns None', '    return None\n'],
      [
        'returns an object that equals everything',
        '    return type("E", (), {"__eq__": lambda a, b: True})()\n',
      ],
      ['leaves', '    import os\n    os._exit(0)\n'],
    ])('of HumanEval fail, all 164, when the body %s', async (_what, body) => {
      const wrong = everyNth(16, humanevalReferences(dataDirectory, 'HumanEval', body));
      expect(await failures(sandbox, wrong)).toHaveLength(wrong.length);
    });

    it('of MBPP pass, one of the 974 with a limit of its own', async () => {
      const references = mbppReferences(dataDirectory);
      expect(references).toHaveLength(974);
      // First, so that nobody waits for it alone.
      const [slow = [], others = []] = [true, false].map(is =>
        references.filter(({ id }) => (id === SLOW_MBPP) === is),
      );
      expect(await failures(sandbox, [...slow, ...everyNth(20, others, 3)])).toEqual([]);
    });

    it('of MBPP pass the challenge tests, all 11', async () => {
      const references = mbppReferences(dataDirectory, 'challenge_test_list');
      expect(references).toHaveLength(11);
      expect(await failures(sandbox, references)).toEqual([]);
    });
  });
});

describeWithNumpy('the native sandbox with numpy', () => {
  describeWithData('the reference solutions', () => {
    it('of HumanEval+ pass, but for 32, whose tests cannot pass as they were published', async () => {
      const references = humanevalReferences(dataDirectory, 'HumanEval+');
      expect(references).toHaveLength(164);
      const sandbox = await openSandbox('native', 2);
      // 32 is among every sixteenth.
      const failed = await failures(sandbox, everyNth(16, references, 2));
      await sandbox.close();
      expect(failed.map(({ id }) => id)).toEqual(['HumanEval/32']);
    });
  });
});
