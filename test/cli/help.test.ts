import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

/** What `eurus-eval NAME --help` prints on a screen of so many columns. */
const helpOf = async (name: string, columns: number): Promise<string> => {
  const printed: string[] = [];
  const terminal = { print: (text: string) => printed.push(text), columns } as unknown as Terminal;
  const entry = commands.find(command => command.name === name);
  expect(await (await entry?.load())?.command(['--help'], terminal)).toBe(0);
  return printed.join('\n');
};

describe('the help of a command', () => {
  it.each(commands.map(({ name }) => name))('of %s fits the screen', async name => {
    for (const columns of [80, 120]) {
      const wide = (await helpOf(name, columns)).split('\n').filter(line => line.length > columns);
      expect(wide).toEqual([]);
    }
  });

  it.each(commands.map(({ name }) => name))('of %s ends with examples, of its own flags', async name => {
    const help = await helpOf(name, 120);
    const [flags = '', shown = ''] = help.split('\nExamples:\n');
    expect(shown).toContain(`  eurus-eval ${name}`);
    for (const [flag] of shown.matchAll(/--[a-z][a-z-]+|--[nk]\b/g)) expect(flags).toContain(flag);
  });

  it.each(commands.map(({ name }) => name))('of %s has what all commands have behind its own', async name => {
    const [flags = ''] = (await helpOf(name, 120)).split('\nExamples:\n');
    const lines = flags.split('\n');
    const own = lines.flatMap((line, at) => (/^ {2,6}(?:-\w, )?--(?!help|debug)/.test(line) ? [at] : []));
    const common = lines.findIndex(line => line.includes('--debug '));
    const after = own.filter(at => at > common);
    expect(after.map(at => lines[at]).filter(line => !line?.includes("lm-eval's"))).toEqual(
      name === 'run' ? [expect.stringContaining('--num-fewshot')] : [],
    );
  });

  it('calls no number a string, and puts no quotes around words', async () => {
    const help = await helpOf('run', 120);
    expect(help).toContain('-n, --n ');
    expect(help).not.toMatch(/\[(?:default|choices): [^\]]*"/);
  });

  it('puts every flag of run under a heading', async () => {
    const lines = (await helpOf('run', 100)).split('\n');
    const headings = lines.filter(line => /^\S.*:$/.test(line));
    expect(headings).toEqual([
      'Model server:',
      'What to run:',
      'Turns and critique:',
      'Sampling:',
      'Rate, failures and cost:',
      'Scoring:',
      'Continuous integration:',
      'What is kept and used again:',
      'Output:',
      "lm-eval's spellings:",
      'Examples:',
    ]);
  });

  it('calls no number a string, and leaves no empty lines where a type stood', async () => {
    const help = await helpOf('run', 80);
    expect(help).not.toMatch(/\[(?:string|boolean|array)\]/);
    expect(help).not.toMatch(/\n\n\n/);
    expect(help).toMatch(/--timeout {2,}Seconds for one try/);
  });
});
