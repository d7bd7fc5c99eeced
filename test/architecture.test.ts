import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './support/requires.ts';

/** Which rooms each room may import from, besides itself. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  'src/core': [],
  'src/dataset': ['src/core'],
  'src/extract': ['src/core'],
  'src/math': ['src/core'],
  'src/score': ['src/core', 'src/math'],
  'src/interaction': ['src/core', 'src/extract'],
  'src/model': ['src/core'],
  'src/run': ['src/core', 'src/dataset', 'src/metric'],
  'src/queue': ['src/core', 'src/run'],
  'src/record': ['src/core', 'src/dataset', 'src/run'],
  'src/preference': ['src/core', 'src/metric'],
  'src/reward': ['src/core', 'src/dataset', 'src/metric', 'src/preference', 'src/record', 'src/run'],
  'src/tree': ['src/core', 'src/record', 'src/metric'],
  'src/exchange': ['src/core', 'src/dataset', 'src/record', 'src/tree'],
  'src/compare': ['src/core', 'src/metric', 'src/record'],
  'src/evidence': ['src/core', 'src/record', 'src/run'],
  'src/view': ['src/compare', 'src/core', 'src/plot', 'src/record', 'src/report', 'src/tree'],
  'src/merge': ['src/core', 'src/run'],
  'src/metric': ['src/core'],
  'src/report': ['src/core'],
  'src/plot': ['src/core'],
  'src/adapter': ['src/core'],
  'src/published': [],
  'src/scripted': ['src/core'],
  benchmarks: ['src/core', 'src/dataset', 'src/extract', 'src/math', 'src/score'],
  sandbox: ['src/core'],
  'src/cli': ['*'],
  'src/index.ts': ['*'],
};

/** Packages that are bundled into the page of `view`: users install none of them. */
const bundled: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [
    ...['preact', 'katex', 'lowlight', 'highlight.js', 'mdast', 'hast'],
    ...['mdast-util-from-markdown', 'mdast-util-gfm-table', 'micromark-extension-gfm-table'],
  ].map(name => [name, ['src/view/client']]),
);

/** The only rooms an external package or dangerous built-in may be used in. */
const homes: Readonly<Record<string, readonly string[]>> = {
  yargs: ['src/cli'],
  leven: ['src/cli'],
  yaml: ['src/cli'],
  undici: ['src/model'],
  bullmq: ['src/queue'],
  ioredis: ['src/queue'],
  '@huggingface/jinja': ['src/model'],
  'eventsource-parser': ['src/model'],
  'csv-parse': ['src/dataset'],
  'hyparquet-writer': ['src/exchange'],
  'modern-tar': ['src/dataset'],
  mathjs: ['src/math'],
  'cli-table3': ['src/report'],
  vega: ['src/plot'],
  'vega-lite': ['src/plot'],
  'vega-interpreter': ['src/plot'],
  '@resvg/resvg-js': ['src/plot'],
  '@expo-google-fonts/arimo': ['src/plot'],
  'isolated-vm': ['sandbox'],
  pyodide: ['sandbox'],
  franc: ['benchmarks'],
  'node:child_process': ['sandbox'],
  'node:vm': [],
  // The queue serves the metrics of a worker.
  'node:http': ['src/scripted', 'src/view', 'src/queue'],
};

type Import = { readonly from: string; readonly to: string };

const files = globSync(['src/**/*.{ts,tsx}', 'benchmarks/**/*.ts', 'sandbox/**/*.ts'], {
  cwd: projectRoot,
}).sort();
const imports: readonly Import[] = files.flatMap(importsOf);

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(projectRoot, file), 'utf8');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(pattern)].map(([, ...names]) => {
    const to = names.find(name => name !== undefined) ?? '';
    return { from: file, to: to.startsWith('.') ? relative('.', join(dirname(file), to)) : to };
  });
}

const roomOf = (path: string): string =>
  Object.keys(arrows).find(room => path === room || path.startsWith(`${room}/`)) ?? path;

const packageOf = (specifier: string): string =>
  specifier.startsWith('@') || specifier.startsWith('node:')
    ? specifier.split('/').slice(0, 2).join('/')
    : (specifier.split('/')[0] ?? specifier);

describe('architecture', () => {
  it('finds the sources it judges', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(100);
  });

  it('gives every source file a room', () => {
    expect(files.filter(file => !(roomOf(file) in arrows))).toEqual([]);
  });

  it('keeps the arrows between rooms', () => {
    const ours = imports.filter(({ to }) => /^(src|benchmarks|sandbox)\b/.test(to));
    const wrong = ours.filter(({ from, to }) => {
      const [source, target] = [roomOf(from), roomOf(to)];
      const allowed = arrows[source] ?? [];
      return source !== target && !allowed.includes('*') && !allowed.includes(target);
    });
    expect(wrong).toEqual([]);
  });

  it('allows no arrow that nothing needs', () => {
    const needed = new Set(imports.map(({ from, to }) => `${roomOf(from)} → ${roomOf(to)}`));
    const allowed = Object.entries(arrows).flatMap(([room, targets]) =>
      targets.filter(target => target !== '*').map(target => `${room} → ${target}`),
    );
    expect(allowed.filter(arrow => !needed.has(arrow))).toEqual([]);
  });

  it('has the rooms and arrows that CONTRIBUTING.md tells of', () => {
    const text = readFileSync(join(projectRoot, 'CONTRIBUTING.md'), 'utf8');
    const told = [...text.matchAll(/^\| `([\w./]+)` \| .+ \| (.+) \|$/gm)].map(
      ([, room = '', targets]) => [room, targets] as const,
    );
    const words = (targets: readonly string[]): string => {
      if (targets.includes('*')) return 'everything';
      const names = targets.map(target => target.replace('src/', '')).sort();
      return names.length === 0 ? 'nothing of ours' : names.join(', ');
    };
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(Object.entries(arrows).map(([room, targets]) => [room, words(targets)])),
    );
  });

  it('has no import cycles', () => {
    const graph = Map.groupBy(imports, ({ from }) => from);
    const finished = new Set<string>();
    const cycles: string[][] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file]);
      if (path.includes(file) || finished.has(file)) return;
      for (const { to } of graph.get(file) ?? []) visit(to, [...path, file]);
      finished.add(file);
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it('gives each external package one room', () => {
    const wrong = imports.filter(({ from, to }) => {
      if (/^(src|benchmarks|sandbox)\b/.test(to)) return false;
      const home = bundled[packageOf(to)] ?? homes[packageOf(to)];
      if (home === undefined) return !to.startsWith('node:');
      return !home.some(room => from === room || from.startsWith(`${room}/`));
    });
    expect(wrong).toEqual([]);
  });

  it('declares exactly the packages that have a room', () => {
    const { dependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    const declared = Object.keys(dependencies).sort();
    expect(declared).toEqual(
      Object.keys(homes)
        .filter(name => !name.startsWith('node:'))
        .sort(),
    );
  });

  it('keeps the page free of Node and of its server', () => {
    const page = imports.filter(({ from }) => from.startsWith('src/view/client/'));
    expect(page.length).toBeGreaterThan(50);
    expect(page.filter(({ to }) => /^node:|^src\/view\/server\b|\/index\.ts$/.test(to))).toEqual([]);
  });

  it('declares the packages of the page for building only', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    const declared = Object.keys(bundled).map(name =>
      ['mdast', 'hast'].includes(name) ? `@types/${name}` : name,
    );
    expect(declared.filter(name => !(name in devDependencies))).toEqual([]);
  });

  it('keeps benchmark adapters within 80 lines', () => {
    const adapters = globSync('benchmarks/*/benchmark.ts', { cwd: projectRoot });
    expect(adapters.length).toBeGreaterThan(0);
    const long = adapters.filter(
      file => readFileSync(join(projectRoot, file), 'utf8').trimEnd().split('\n').length > 80,
    );
    expect(long).toEqual([]);
  });
});
