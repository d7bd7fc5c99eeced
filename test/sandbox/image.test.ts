import {
  chmodSync,
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
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/core/index.ts';
import { openWasm } from './support.ts';

/** Cold starts take seconds of CPU, and a machine may be busy. */
const PATIENCE_MS = 120_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eurus-image-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const works = async (sandbox: Sandbox) => {
  const limits = { timeoutMs: 5000, memoryMb: 128, maxOutputBytes: 1000 };
  const { stdout } = await sandbox.run({ language: 'python', code: 'print(6 * 7)', limits });
  await sandbox.close();
  return stdout === '42\n';
};
const images = () => readdirSync(folder);

describe('the image of a started interpreter', () => {
  it(
    'is made once, kept, and made again when it is damaged or cut short',
    async () => {
      expect(await works(await openWasm(1, folder))).toBe(true);
      const [name = ''] = images();
      expect(images()).toEqual([name]);
      const path = join(folder, name);
      const whole = readFileSync(path);
      const { mtimeMs } = statSync(path);

      expect(await works(await openWasm(1, folder))).toBe(true);
      expect(statSync(path).mtimeMs).toBe(mtimeMs);

      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(whole.length >> 1) ^ 1, whole.length >> 1);
      for (const broken of [damaged, whole.subarray(0, 1000)]) {
        writeFileSync(path, broken);
        expect(await works(await openWasm(1, folder))).toBe(true);
        expect(readFileSync(path).length).toBe(whole.length);
      }
      expect(images()).toEqual([name]);
    },
    PATIENCE_MS,
  );

  it(
    'removes what a killed worker left half written',
    async () => {
      const torn = [
        `python-${'a'.repeat(32)}.image.${'b'.repeat(12)}`,
        `python-${'a'.repeat(32)}.image.${'c'.repeat(12)}`,
      ];
      for (const name of torn) writeFileSync(join(folder, name), 'half');
      const [old = '', fresh = ''] = torn;
      utimesSync(join(folder, old), new Date(0), new Date(0));
      expect(await works(await openWasm(1, folder))).toBe(true);
      expect(images()).not.toContain(old);
      expect(images()).toContain(fresh);
    },
    PATIENCE_MS,
  );

  it(
    'survives two pools that make it at the same time',
    async () => {
      const pools = await Promise.all([openWasm(1, folder), openWasm(1, folder)]);
      expect(await Promise.all(pools.map(works))).toEqual([true, true]);
      expect(images()).toHaveLength(1);
      expect(await works(await openWasm(1, folder))).toBe(true);
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
