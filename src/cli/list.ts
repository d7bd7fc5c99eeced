import { benchmarks, type Suite, suites } from '../../benchmarks/index.ts';
import { sandboxes } from '../../sandbox/index.ts';
import { EurusError, shotsIn } from '../core/index.ts';
import { backends } from '../model/index.ts';
import { renderColumns } from '../report/index.ts';
import { commandLine, parsed } from './arguments.ts';
import { expandMember } from './expand.ts';
import { nearest } from './nearest.ts';
import type { Terminal } from './terminal.ts';

type Row = Readonly<Record<string, string | number>>;

const lists: Readonly<Record<string, () => readonly Row[] | Promise<readonly Row[]>>> = {
  benchmarks: () => [
    ...benchmarks.map(benchmark => ({
      id: benchmark.id,
      title: benchmark.title,
      domain: benchmark.domain,
      samples: benchmark.dataset.count,
      protocols: Object.keys(benchmark.protocols).join(', '),
    })),
    ...Object.entries(suites).map(([id, suite]) => ({
      id,
      title: `suite: ${suite.title}`,
      domain: '',
      samples: '',
      protocols: suiteText(suite),
    })),
  ],
  protocols: () =>
    benchmarks.flatMap(benchmark =>
      Object.entries(benchmark.protocols).map(([name, protocol]) => ({
        protocol: `${benchmark.id}.${name}`,
        asks: protocol.title,
        shots: shotsIn(protocol),
        'max tokens': protocol.generation.maxTokens,
        temperature: protocol.generation.temperature,
        headline: protocol.headline,
      })),
    ),
  graders: () =>
    benchmarks.flatMap(benchmark => {
      const rows = new Map<string, { grader: string; judges: string; 'headline of': string[] }>();
      for (const [name, protocol] of Object.entries(benchmark.protocols)) {
        for (const [grader, { title }] of Object.entries(protocol.graders)) {
          const row = rows.get(grader) ?? {
            grader: `${benchmark.id} ${grader}`,
            judges: title,
            'headline of': [],
          };
          if (protocol.headline === grader) row['headline of'].push(name);
          rows.set(grader, row);
        }
      }
      return [...rows.values()].map(row => ({ ...row, 'headline of': row['headline of'].join(', ') }));
    }),
  backends: () =>
    backends.map(({ name, title, apis, baseUrl, keyVariable, prefill, stops, seed, n }) => ({
      name,
      title,
      'base URL': baseUrl ?? '',
      key: keyVariable ?? '',
      APIs: apis.join(', '),
      prefill,
      stops: stops ?? 'any',
      seed: seed ? 'yes' : 'no',
      n,
    })),
  sandboxes: () =>
    Promise.all(
      sandboxes.map(async kind => {
        const state = await kind.check();
        return { name: kind.name, title: kind.title, here: state.available ? state.detail : state.reason };
      }),
    ),
};

/** Every protocol a suite asks, and the benchmarks that are still to come. */
const suiteText = ({ members }: Suite): string => {
  const asked = members
    .flatMap(expandMember)
    .map(({ name, profile }) => (profile === undefined ? name : `${name}@${profile}`));
  const coming = members
    .filter(member => expandMember(member).length === 0)
    .map(({ benchmark }) => benchmark);
  return `${asked.join(', ')}${coming.length === 0 ? '' : `; still to come: ${coming.join(', ')}`}`;
};

/** Narrower, columns would break addresses and names of variables within. */
const stackedBelow = 140;

/** A few lines a row, for screens on which columns do not fit. */
const stacked = (rows: readonly Row[]): string =>
  rows
    .map(({ name = '', title = '', 'base URL': url = '', key = '', ...rest }) => {
      const facts = Object.entries(rest).map(([fact, value]) => `${fact}: ${value}`);
      const where = [url, key].filter(text => text !== '').join('  ');
      return [`${name}: ${title}`, where, facts.join('; ')].filter(line => line !== '').join('\n  ');
    })
    .join('\n');

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const names = Object.keys(lists);
  const args = await parsed(
    commandLine(`list [${names.join('|')}]`, argv).option('json', {
      describe: 'Print JSON',
      type: 'boolean',
      default: false,
    }),
    terminal,
  );
  if (args === null) return 0;
  const wanted = args._.length === 0 ? names : args._.map(String);
  const found: Record<string, readonly Row[]> = {};
  for (const name of wanted) {
    const list = Object.hasOwn(lists, name) ? lists[name] : undefined;
    if (!list) {
      const guess = nearest(name, names);
      throw new EurusError(
        'UNKNOWN_NAME',
        `There is no list "${name}".${guess ? ` Did you mean "${guess}"?` : ''}`,
        {
          hint: `There are: ${names.join(', ')}.`,
        },
      );
    }
    found[name] = await list();
  }
  if (args.json) terminal.print(JSON.stringify(found, null, 2));
  else {
    const width = terminal.columns;
    terminal.print(
      Object.entries(found)
        .map(([name, rows]) => {
          const text =
            name === 'backends' && width < stackedBelow ? stacked(rows) : renderColumns(rows, { width });
          return `${wanted.length > 1 ? `${name}\n` : ''}${text}`;
        })
        .join('\n\n'),
    );
  }
  return 0;
};
