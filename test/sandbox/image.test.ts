import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/core/index.ts';
import { rounds } from '../support/thorough.ts';
import { openWasm } from './support.ts';

/** Cold starts take seconds of CPU, and a machine may be busy. */
const PATIENCE_MS = 120_000;

const works = async (sandbox: Sandbox) => {
  const limits = { timeoutMs: 5000, memoryMb: 128, maxOutputBytes: 1000 };
  const { stdout } = await sandbox.run({ language: 'python', code: 'print(6 * 7)', limits });
  await sandbox.close();
  return stdout === '42\n';
};

const newFolder = () => mkdtempSync(join(tmpdir(), 'eurus-image-'));

describe('the image of a started interpreter', () => {
  /** Where two pools have made it at the same time, beside what killed workers had left. */
  let shared: string;
  let made: readonly boolean[];
  let image: string;
  const torn = { old: `python-${'a'.repeat(32)}.image.${'b'.repeat(12)}`, fresh: '' };
  torn.fresh = torn.old.replaceAll('b', 'c');
  beforeAll(async () => {
    shared = newFolder();
    for (const name of Object.values(torn)) writeFileSync(join(shared, name), 'half');
    utimesSync(join(shared, torn.old), new Date(0), new Date(0));
    const pools = await Promise.all([openWasm(1, shared), openWasm(1, shared)]);
    made = await Promise.all(pools.map(works));
    image = readdirSync(shared).find(name => name.endsWith('.image')) ?? '';
  }, PATIENCE_MS);
  afterAll(() => rmSync(shared, { recursive: true, force: true }));

  let folder: string;
  beforeEach(() => {
    folder = newFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('survives two pools that make it at the same time, and removes what a killed worker left half written', () => {
    expect(made).toEqual([true, true]);
    // One that is fresh may still be being written.
    expect(readdirSync(shared).sort()).toEqual([image, torn.fresh].sort());
  });

  it(
    'is kept, and made again when it is damaged or cut short',
    async () => {
      const path = join(folder, image);
      copyFileSync(join(shared, image), path);
      const whole = readFileSync(path);
      const { mtimeMs } = statSync(path);
      expect(await works(await openWasm(1, folder))).toBe(true);
      expect(statSync(path).mtimeMs).toBe(mtimeMs);

      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(whole.length >> 1) ^ 1, whole.length >> 1);
      const cut = whole.subarray(0, 1000);
      for (const broken of rounds({ usual: [damaged], thorough: [damaged, cut] })) {
        writeFileSync(path, broken);
        expect(await works(await openWasm(1, folder))).toBe(true);
        expect(readFileSync(path).length).toBe(whole.length);
      }
      expect(readdirSync(folder)).toEqual([image]);
    },
    PATIENCE_MS,
  );

  it(
    'is not needed where its folder cannot be made',
    async () => {
      const file = join(folder, 'not-a-folder');
      writeFileSync(file, '');
      chmodSync(file, 0o400);
      expect(await works(await openWasm(1, join(file, 'cache')))).toBe(true);
    },
    PATIENCE_MS,
  );
});
