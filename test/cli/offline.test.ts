import { expect, it } from 'vitest';
import { runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';

describeWithData('what sends nothing', () => {
  const hosted = ['--model', 'openai/some-model', '--data-dir', dataDirectory];

  it('shows a request without a key', async () => {
    const { code, stdout, stderr } = await runHere(['prompt', 'gsm8k', ...hosted]);
    expectCode({ code, stderr }, 0);
    expect(JSON.parse(stdout).body.model).toBe('some-model');
  });

  it('plans a run without a key', async () => {
    const folder = temporaryFolder();
    const { code, stdout, stderr } = await runHere([
      'run',
      'gsm8k',
      '--dry-run',
      '--json',
      ...hosted,
      '--results',
      folder,
    ]);
    expectCode({ code, stderr }, 0);
    expect(JSON.parse(stdout)).toMatchObject({ requests: 1319 });
  });

  it('does want the key for a run', async () => {
    const outcome = await runHere(['run', 'gsm8k', ...hosted, '--results', temporaryFolder()]);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain('OPENAI_API_KEY');
  });
});
