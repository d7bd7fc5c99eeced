import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Program, Sandbox } from '../../src/core/index.ts';
import { everyNth } from '../support/thorough.ts';
import { busyMs, descendantsOf, isAlive, until } from './processes.ts';
import { longestOf, openSandbox, type SandboxName } from './support.ts';

const folder = new URL('./attacks/', import.meta.url);
const attacks = readdirSync(folder).filter(name => name.endsWith('.py'));

/** Short for those that are to meet their deadline; long for the others, as the machine may be busy. */
/** Long where an attack has to end otherwise: a busy machine may take its time to fill a memory. */
const deadlineOf = (name: string, allowed: string): number => {
  if (name.startsWith('time-') || allowed.includes('timed-out')) return 700;
  return allowed.startsWith('any') ? 8000 : 60_000;
};

const judged = (code: string, timeoutMs = 30_000): Program => ({
  language: 'python',
  code,
  tests: {
    prelude: 'def same(left, right):\n    return abs(left - right) == 0\n',
    code: [
      'assert double(2) == 4 and abs(-1) == 1',
      'assert same(double(2), 4)',
      'assert double([1]) == [1, 1]',
      "assert double('a') == 'aa'",
      'assert isinstance(double(2), int)',
    ].join('\n'),
    entryPoints: ['double'],
  },
  limits: { timeoutMs, memoryMb: 128, maxOutputBytes: 4096 },
});

/** Right, and only so in an untouched world. */
const rightInCleanWorld = `
import builtins, json, os, random, re, sys
clean = (
    os.listdir('.') == [] and os.listdir('/tmp') == [] and os.getcwd() == '/home/guest'
    and isinstance(1, int) and len([1]) == 1 and abs(-2) == 2 and json.dumps([1]) == '[1]'
    and builtins.compile('1', 'x', 'eval') is not None and sys.gettrace() is None
    and sys.getrecursionlimit() == 1000 and 'json' in sys.modules and re.match('a', 'a')
    and round(random.random(), 3) == RANDOM and LIBRARY
)
def double(x):
    return x * 2 if clean else None
`;
const wrong = 'def double(x):\n    return x\n';

/** What of the library a program could spoil for those after it. */
const library: Readonly<Partial<Record<SandboxName, string>>> = {
  wasm: "os.path.getsize('/lib/python314.zip') > 10 ** 6",
  native: "os.path.getsize(json.__file__) > 10 ** 3 and sorted(os.listdir('/dev')) == DEVICES",
};
const devices = "['full', 'null', 'random', 'urandom', 'zero']";

/** Listens where programs with a hole to the outside would be heard. */
const startListening = async () => {
  const heard: string[] = [];
  const stream = createServer(socket => {
    heard.push('TCP');
    socket.destroy();
  });
  stream.listen(0, '127.0.0.1');
  await once(stream, 'listening');
  const { port } = stream.address() as AddressInfo;
  const datagrams = createSocket('udp4').on('message', () => heard.push('UDP'));
  datagrams.bind(port, '127.0.0.1');
  await once(datagrams, 'listening');
  const close = () => {
    stream.close();
    datagrams.close();
  };
  return { port, heard, close };
};

/**
 * Tests that a kind of sandbox contains every attack, and judges a right and a wrong program after each.
 * @param word makes all of them run beside the large packages that it names
 */
export const containsAttacks = (backend: SandboxName, word: '' | 'sympy') => {
  // The packages are one more image under the same walls: unless thorough, every sixth attack shows that they stand.
  const chosen = word === '' ? attacks : everyNth(12, attacks);
  const beside = (code: string) => (word === '' ? code : `${code}\n# ${word}\n`);
  let sandbox: Sandbox;
  let right: Program;
  let listener: Awaited<ReturnType<typeof startListening>>;
  let outside: readonly string[];
  let processes: number;
  beforeAll(async () => {
    listener = await startListening();
    // The worker that showed that this sandbox can be had may still be ending.
    const before = descendantsOf(process.pid);
    await until(() => !before.some(isAlive));
    outside = readdirSync(tmpdir());
    sandbox = await openSandbox(backend, 1);
    // The word makes a native worker start the process that has the large packages.
    const script = beside('# numpy\nimport random\nprint(round(random.random(), 3))');
    const { stdout } = await sandbox.run({ language: 'python', code: script, limits: judged('').limits });
    const untouched = library[backend]?.replace('DEVICES', devices) ?? 'False';
    const inCleanWorld = rightInCleanWorld.replace('RANDOM', stdout.trim()).replace('LIBRARY', untouched);
    right = judged(beside(inCleanWorld));
    // Native workers keep the processes of tests that can leave no trace.
    await sandbox.run(right);
    await sandbox.run(judged(`# numpy\n${wrong}`));
    processes = descendantsOf(process.pid).length;
  });
  afterAll(async () => {
    listener.close();
    await sandbox.close();
  });

  it.each(chosen)('contains %s', async name => {
    const source = readFileSync(new URL(name, folder), 'utf8').replace('PORT', String(listener.port));
    const allowed = /^# Outcome: (.*)$/m.exec(source)?.[1] ?? '';
    const timeoutMs = deadlineOf(name, allowed);
    const startedMs = performance.now();
    const attack = await sandbox.run(judged(beside(source), timeoutMs));
    expect(performance.now() - startedMs).toBeLessThan(longestOf(backend, timeoutMs) + busyMs);
    expect(attack.outcome, attack.error?.message).not.toBe('finished');
    if (!allowed.startsWith('any'))
      expect(allowed.split('|'), attack.error?.message).toContain(attack.outcome);
    expect(attack.error?.message).toBeTruthy();
    expect((attack.error?.message ?? '').length).toBeLessThanOrEqual(1000);
    expect(attack.stdout.length).toBeLessThanOrEqual(4096);
    if (process.platform === 'linux')
      expect(await until(() => descendantsOf(process.pid).length <= processes), 'none left').toBe(true);

    const control = await sandbox.run(right);
    expect(control, 'a right program afterwards').toMatchObject({ outcome: 'finished' });
    const other = await sandbox.run(judged(beside(wrong)));
    expect(other, 'a wrong program afterwards').toMatchObject({ outcome: 'raised' });
  });

  it('has let nothing out: no packet, no file', () => {
    expect(listener.heard).toEqual([]);
    const left = readdirSync(tmpdir()).filter(name => !outside.includes(name));
    expect(left.filter(name => /left|evil|big|json|re\.py/.test(name))).toEqual([]);
  });
};
