import { expect, it } from 'vitest';
import { runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';

const dryRun = (name: string, shots: string) =>
  runHere(
    ['run', name, '--model', 'vllm/m', '--api', 'completions', '--dry-run', '--limit', '1'].concat(
      ['--num-fewshot', shots],
      ['--data-dir', dataDirectory],
    ),
  );

describeWithData('--num-fewshot', () => {
  it.each([
    ['bbh', '3'],
    ['mmlu', '5'],
    ['mbpp-test.code@lm-eval', '3'],
    ['ifeval', '0'],
  ])('%s: takes the %s examples that the prompt shows, wherever they come from', async (name, shots) => {
    const { code, stderr } = await dryRun(name, shots);
    expect(stderr).not.toContain('--num-fewshot');
    expectCode({ code, stderr }, 0);
  });

  it('refuses another number, and says which there are', async () => {
    const { code, stderr } = await dryRun('mmlu', '0');
    expectCode({ code, stderr }, 2);
    expect(stderr).toContain('--num-fewshot is 0, but mmlu.direct has 5 by its protocol.');
    expect(stderr).toContain('mmlu.direct 5');
    expect(stderr).toContain('mmlu.cot@simple-evals 0');
  });

  it('is what list protocols shows', async () => {
    const { stdout } = await runHere(['list', 'protocols']);
    expect(stdout).toMatch(/^bbh\.cot .* {2}3 {2,}2048 /m);
    expect(stdout).toMatch(/^mmlu\.direct .* {2}5 {2,}1 /m);
  });
});
