import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Limits, PythonSession, Sandbox } from '../../src/core/index.ts';
import { childrenOf, until } from './processes.ts';
import { describeSandbox, openSandbox, type SandboxName } from './support.ts';

const limits: Limits = { timeoutMs: 10_000, memoryMb: 256, maxOutputBytes: 10_000 };
/** For attacks, some of which never end. */
const short: Limits = { ...limits, timeoutMs: 3000 };
const folder = new URL('./session-attacks/', import.meta.url);
const attacks = readdirSync(folder).filter(name => name.endsWith('.py'));
/** An attack notes in `found` what it could do; `attempt` notes whatever does not raise. */
const PRELUDE = `found = []
def attempt(what, act):
    try:
        act()
        found.append(what)
    except BaseException:
        pass`;
const SECRET =
  "secret, looks = 'victim-secret', 0\nwith open('/tmp/victim', 'w') as file: file.write('victim-note')";
const LOOK = "looks += 1\n(secret, looks, open('/tmp/victim').read())";

/**
 * Hostile cells, each in a session of its own beside a victim's: whatever becomes of theirs, the victim has its names and
 * files, its cells tell the truth, and a new session works as if nothing had been.
 */
export const attackSessions = (name: SandboxName): void => {
  describeSandbox(name)(`sessions beside hostile ones in ${name}`, () => {
    let sandbox: Sandbox;
    let victim: PythonSession;
    let looks = 0;
    const open = (): PythonSession => {
      if (sandbox.openSession === undefined) throw new Error(`${name} has no sessions`);
      return sandbox.openSession();
    };

    beforeAll(async () => {
      sandbox = await openSandbox(name, 2);
      victim = open();
      await victim.run(SECRET, limits);
    });
    afterAll(async () => {
      await victim?.close();
      await sandbox?.close();
      expect(await until(() => childrenOf(process.pid).length === 0)).toBe(true);
    });

    const look = async () => {
      looks++;
      const value = `('victim-secret', ${looks}, 'victim-note')`;
      expect(await victim.run(LOOK, limits)).toMatchObject({ outcome: 'finished', value, traceback: null });
    };

    it.each(attacks)('%s', async file => {
      const hostile = open();
      await hostile.run(PRELUDE, limits);
      const attack = hostile.run(readFileSync(new URL(file, folder), 'utf8'), short);
      await look();
      await attack;
      await look();
      const left = await hostile.run('found', limits);
      // What it says of itself may be anything, but not that it could do something.
      if (left.outcome === 'finished' && left.value !== null && !file.startsWith('forge-'))
        expect(left.value).toBe('[]');
      await hostile.close();
      const fresh = open();
      expect(await fresh.run('print(1)\n6 * 7', limits)).toMatchObject({
        outcome: 'finished',
        stdout: '1\n',
        value: '42',
        number: 1,
      });
      await fresh.close();
      await look();
    });
  });
};
