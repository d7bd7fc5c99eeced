import { expect, it } from 'vitest';
import { command } from '../../src/cli/list.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

it.each([80, 120])('list backends breaks no address on a screen of %i columns', async columns => {
  const printed: string[] = [];
  const terminal = { print: (text: string) => printed.push(text), columns } as unknown as Terminal;
  expect(await command(['backends'], terminal)).toBe(0);
  const text = printed.join('\n');
  expect(text).toContain('https://generativelanguage.googleapis.com/v1beta  GEMINI_API_KEY');
  expect(text).toContain('APIs: chat, completions; prefill: continue_final_message');
});
