import { examples } from './examples.ts';

/** The help of a command: what yargs writes of its options, tidied, and examples. */
export const helpText = (help: string): string => {
  const name = /^Usage: eurus-eval (\S+)/.exec(help)?.[1] ?? '';
  const lines = help
    .split('\n')
    .map(line => ({ line, tidy: tidy(line) }))
    .filter(({ line, tidy }) => tidy !== '' || line === '')
    .map(({ tidy }) => tidy);
  const shown = (examples[name] ?? []).map(line => (line.startsWith(' ') ? line : `  eurus-eval ${line}`));
  return [...commonLast(lines), ...(shown.length === 0 ? [] : ['', 'Examples:', ...shown])].join('\n');
};

/**
 * Without the types that yargs writes (every number is a string to it, and a switch shows what it is) and without the
 * quotes around words; flags of one letter with the two dashes that they have as well.
 */
const tidy = (line: string): string =>
  line
    .replace(/^( +)\[(?:string|boolean|array)\] /, '$1')
    .replace(/ *\[(?:string|boolean|array|default: false)\]/g, '')
    .replace(/\[(?:default|choices): [^\]]*\]/g, words => words.replaceAll('"', ''))
    .replace(/^ {2}-([a-z]) {5}/, '  -$1, --$1')
    .trimEnd();

/** What every command has stands behind what only this one has. */
const commonLast = (lines: readonly string[]): readonly string[] => {
  const common = lines.filter(line => /^ +(?:-h, --help|--debug) /.test(line));
  const first = lines.findIndex(line => common.includes(line));
  if (first === -1) return lines;
  const rest = lines.filter(line => !common.includes(line));
  const end = rest.indexOf('', first);
  const at = end === -1 ? rest.length : end;
  return [...rest.slice(0, at), ...common, ...rest.slice(at)];
};
