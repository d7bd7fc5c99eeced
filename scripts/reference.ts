/**
 * Writes the pages of the documentation that follow from the program: `npm run reference`. A test compares them with
 * what stands in `docs/`, so that they cannot fall behind.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { benchmarks } from '../benchmarks/index.ts';
import { commands } from '../src/cli/commands.ts';
import type { Terminal } from '../src/cli/terminal.ts';

const pageWidth = 110;

/** What a command prints for `--help`. */
const helpOf = async (name: string): Promise<string> => {
  const lines: string[] = [];
  const terminal: Terminal = {
    print: text => void lines.push(text),
    printed: async text => void lines.push(text),
    note: () => {},
    status: () => {},
    live: false,
    panelStyle: { unicode: false, colour: false, bars: false },
    screen: () => ({ columns: pageWidth, rows: 24 }),
    styled: false,
    columns: pageWidth,
  };
  const entry = commands.find(command => command.name === name);
  await (await entry?.load())?.command(['--help'], terminal);
  return stripVTControlCharacters(lines.join('\n')).trimEnd();
};

const commandsPage = async (): Promise<string> => {
  const parts = [
    '# Commands',
    '',
    '<!-- Written by `npm run reference` from the program itself. -->',
    '',
    'In a checkout each is started as `npx eurus-eval COMMAND`. Results go to stdout, everything else to stderr.',
    '',
    '| command | does |',
    '| --- | --- |',
    ...commands.map(({ name, usage, summary }) => `| [\`${cell(usage)}\`](#${name}) | ${cell(summary)} |`),
    '',
    '| exit code | means |',
    '| ---: | --- |',
    '| 0 | complete |',
    '| 1 | finished, but some samples are unscored or missing, or what was to hold does not |',
    '| 2 | wrong usage or configuration |',
    '| 3 | something outside is missing: data, an endpoint, a sandbox |',
    '| 100 | below a `--fail-under` threshold |',
    '| 130 | interrupted; what is done is kept, and the same command goes on |',
    '',
    'Any flag may stand in a config file in the working directory, `eurus.config.{ts,js,json,yaml}`; flags win over the file,',
    'the file over the environment. Spellings of lm-eval (`--tasks`, `--model_args`, …) are understood where they mean the same.',
  ];
  for (const { name, summary } of commands) {
    const first = summary.charAt(0).toUpperCase() + summary.slice(1);
    parts.push('', `## ${name}`, '', `${first}.`, '', '```text', await helpOf(name), '```');
  }
  return `${parts.join('\n')}\n`;
};

const benchmarksPage = (): string => {
  const rows = benchmarks.map(({ id, title, domain, dataset, protocols }) => {
    const names = Object.keys(protocols);
    const [first] = Object.values(protocols);
    const licences = [...new Set(dataset.files.map(({ licence }) => licence))].join(', ');
    return [
      `[${title}](../benchmarks/${id}/README.md)`,
      `\`${id}\``,
      domain,
      dataset.count.toLocaleString('en-US'),
      names.map(name => `\`${name}\``).join(' '),
      `\`${first?.headline}\``,
      licences,
    ];
  });
  const lines = [
    '# Benchmarks',
    '',
    '<!-- Written by `npm run reference` from the program itself. -->',
    '',
    'The first protocol is the default; `npx eurus-eval run ID.PROTOCOL` asks another one. Each page names paper, source,',
    'licence, protocols, known quirks and reference numbers.',
    '',
    '| benchmark | id | domain | samples | protocols | headline grader | licence of the data |',
    '| --- | --- | --- | ---: | --- | --- | --- |',
    ...rows.map(row => `| ${row.join(' | ')} |`),
  ];
  return `${lines.join('\n')}\n`;
};

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** Every generated page by its path in the repository. */
export const referencePages = async (): Promise<ReadonlyMap<string, string>> =>
  new Map([
    ['docs/commands.md', await commandsPage()],
    ['docs/benchmarks.md', benchmarksPage()],
  ]);

if (import.meta.main) {
  for (const [path, text] of await referencePages()) {
    writeFileSync(join(import.meta.dirname, '..', path), text);
    console.log(`wrote ${path}`);
  }
}
