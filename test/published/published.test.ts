import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  checkMeans,
  isContaminated,
  type PublishedTable,
  plainMean,
  publishedTables,
  publishedValue,
} from '../../src/published/index.ts';

let tables: readonly PublishedTable[];
beforeAll(async () => {
  tables = await publishedTables();
});

const tableOf = (name: string): PublishedTable => {
  const found = tables.find(({ table }) => table === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe('results/published', () => {
  it('holds 779 numbers, each model and column once a table, with its source', () => {
    const numbers = tables.flatMap(({ rows }) =>
      rows.flatMap(({ values }) => values.filter(v => v !== null)),
    );
    expect(numbers).toHaveLength(779);
    for (const { table, source, columns, rows } of tables) {
      expect(source).toMatch(/arXiv 2404\.02078|OpenBMB\/Eurus/);
      expect(new Set(columns.map(({ name }) => name)).size, table).toBe(columns.length);
      expect(new Set(rows.map(({ model }) => model)).size, table).toBe(rows.length);
      for (const { model, values } of rows) expect(values.length, `${table} ${model}`).toBe(columns.length);
    }
  });

  it('has the errata, at numbers that are there as printed', () => {
    const errata = tables.flatMap(one => (one.errata ?? []).map(erratum => ({ one, ...erratum })));
    expect(errata.map(({ one, model, column }) => [one.table, model, column])).toEqual([
      ['Table 3', 'GPT-4', 'LeetCode'],
      ['Table 3', 'Zephyr-7B-beta', 'MINT-Code'],
      ['Table 3', 'OpenCI-DS-6.7B', 'MINT-Code'],
      ['Table 4', 'Eurus-RM-7B w/o UltraSafety', 'RewardBench Avg'],
      ['Table 4', 'Eurus-RM-7B w/o UltraFeedback+UltraSafety', 'RewardBench Avg'],
    ]);
    for (const { one, model, column, printed } of errata) {
      expect(publishedValue(one, model, column)).toBe(printed);
    }
  });

  it('marks the numbers that the authors struck out', () => {
    const table = tableOf('Table 3');
    const struck = table.rows.filter(({ model }) => isContaminated(table, model, 'TheoremQA'));
    expect(struck.map(({ model }) => model)).toEqual([
      'OpenChat-3.5-1210',
      'Starling-LM-7B-alpha',
      'MAmmoTH-7B-Mistral',
    ]);
    for (const { model } of struck) expect(isContaminated(table, model, 'Avg')).toBe(true);
  });
});

describe('the printed means', () => {
  const of = (table: string) => checkMeans(tables).filter(mean => mean.table === table);
  const off = ({ printed, computed }: { printed: number; computed: number }): number =>
    Math.abs(printed - computed);

  it('are in all 25 rows of Table 3 the plain mean of the twelve columns, to 0.1', () => {
    const means = of('Table 3');
    expect(means).toHaveLength(25);
    expect(means.filter(mean => off(mean) > 0.1)).toEqual([]);
    // Half-way cases of inputs that were rounded themselves.
    const half = means.filter(mean => off(mean) > 0.05 - 1e-9);
    expect(half.map(({ model, printed, computed }) => [model, printed, computed.toFixed(3)])).toEqual([
      ['CodeLlama-70B-Instruct', 36.3, '36.250'],
      ['DeepSeek-LLM-67B-Chat', 53.5, '53.550'],
    ]);
  });

  it('count the struck numbers', () => {
    const mean = of('Table 3').find(({ model }) => model === 'Starling-LM-7B-alpha');
    expect(mean?.computed.toFixed(1)).toBe('30.8');
  });

  it.each([
    ['Table 10', 4],
    ['Table 5', 12],
  ])('of %s agree with the columns of Table 10, to 0.1', (name, rows) => {
    expect(of(name)).toHaveLength(rows);
    expect(of(name).filter(mean => off(mean) > 0.1)).toEqual([]);
  });

  it('of Table 4 agree but for the two that changed places', () => {
    expect(of('Table 4').filter(mean => off(mean) > 0.1)).toMatchObject([
      { model: 'Eurus-RM-7B w/o UltraSafety', printed: 73.3 },
      { model: 'Eurus-RM-7B w/o UltraFeedback+UltraSafety', printed: 78.0 },
    ]);
  });

  it('are not formed from some of the columns', () => {
    expect(plainMean([1, null])).toBeNull();
    expect(plainMean([])).toBeNull();
    expect(plainMean([1, 2])).toBe(1.5);
  });
});

describe('the shares of Table 3', () => {
  it('are whole numbers of samples, rounded, but for two errata', () => {
    const { columns, rows } = tableOf('Table 3');
    const wrong = rows.flatMap(({ model, values }) =>
      columns.flatMap(({ name, samples }, index) => {
        const value = values[index] ?? Number.NaN;
        if (samples === undefined) return [];
        const near = Math.round((value * samples) / 100);
        const fits = [near - 1, near, near + 1].some(
          count => Math.abs((100 * count) / samples - value) <= 0.05 + 1e-9,
        );
        return fits ? [] : [`${model} ${name} ${value}`];
      }),
    );
    expect(wrong).toEqual(['Zephyr-7B-beta MINT-Code 5.2', 'GPT-4 LeetCode 41.8']);
  });
});

const specification = fileURLToPath(new URL('../../../shared/protocols/tables.json', import.meta.url));

describe('the specification beside the checkout', () => {
  it.skipIf(!existsSync(specification))('has the same numbers', () => {
    type Row = { table: string; model: string; benchmark: string; metric: string; value: number; N?: number };
    const rows: readonly Row[] = JSON.parse(readFileSync(specification, 'utf8'));
    const columnOf = ({ table, benchmark, metric, N }: Row): string => {
      if (table === 'Table 9') return `${benchmark} N=${N}`;
      return table === 'Table 4' && metric !== 'agreement' ? `${benchmark} ${metric}` : benchmark;
    };
    for (const row of rows) {
      const name = `${row.table} ${row.model} ${columnOf(row)}`;
      expect(publishedValue(tableOf(row.table), row.model, columnOf(row)), name).toBe(row.value);
    }
  });
});
