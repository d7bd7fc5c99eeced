/**
 * Scores recorded outputs of real models and compares with what was published about them.
 *
 *   npm run reproduce -- --data-dir DIR --outputs DIR
 *
 * Exit code 0 when every number agrees, 1 when one differs, 2 for wrong usage, 3 when outputs are not there.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataRoot } from '../src/cli/paths.ts';
import { EurusError, messageOf } from '../src/core/index.ts';
import { renderColumns } from '../src/report/index.ts';
import { reproductions } from './reproduce/reproductions.ts';
import { reproduce } from './reproduce/score.ts';

const usage = 'usage: npm run reproduce -- --outputs DIR [--data-dir DIR]';

const main = async (): Promise<number> => {
  const { outputs, 'data-dir': dataDir } = readFlags();
  let [compared, differing, absent] = [0, 0, 0];
  for (const reproduction of reproductions) {
    const file = join(outputs, reproduction.outputs);
    if (!existsSync(file)) {
      process.stderr.write(`Not there, not compared: ${file} (${reproduction.title})\n`);
      absent += 1;
      continue;
    }
    const lines = await reproduce(reproduction, outputs, dataRoot(dataDir));
    const rows = lines.map(({ what, grader, published, ours, difference, agrees }) => ({
      number: what,
      grader,
      published,
      ours,
      difference,
      '': agrees ? '' : 'DIFFERS',
    }));
    const text = renderColumns(rows, { width: process.stdout.columns || 160 });
    process.stdout.write(`${reproduction.title}\n(${reproduction.source})\n${text}\n\n`);
    compared += lines.length;
    differing += lines.filter(({ agrees }) => !agrees).length;
  }
  process.stdout.write(`${compared} numbers compared, ${differing} differ\n`);
  if (differing > 0) return 1;
  return absent > 0 ? 3 : 0;
};

const readFlags = (): { outputs: string; 'data-dir': string | undefined } => {
  try {
    const { values } = parseArgs({
      options: { outputs: { type: 'string' }, 'data-dir': { type: 'string' } },
    });
    if (values.outputs === undefined) throw new EurusError('USAGE', usage);
    return { outputs: values.outputs, 'data-dir': values['data-dir'] };
  } catch (error) {
    throw new EurusError('USAGE', error instanceof EurusError ? usage : `${messageOf(error)}\n${usage}`);
  }
};

main().then(
  code => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const hint = error instanceof EurusError && error.hint !== null ? `\n${error.hint}` : '';
    process.stderr.write(
      `reproduce: ${error instanceof EurusError ? error.message : messageOf(error)}${hint}\n`,
    );
    process.exitCode = error instanceof EurusError && /^(DATA|SANDBOX)/.test(error.code) ? 3 : 2;
  },
);
