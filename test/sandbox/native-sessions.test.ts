import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { examine, thisMachine } from '../../sandbox/native/machine.ts';
import { createSessions, type SessionsOptions } from '../../sandbox/native/sessions.ts';
import { descendantsOf, until } from './processes.ts';
import { cellLimits, runAll, sessionContract } from './session.contract.ts';
import { describeSandbox } from './support.ts';

sessionContract('native');

const stateOf = (pid: number): string => {
  try {
    return /^\d+ \(.*\) (.)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
};
/** The processes of sessions: the last in every line of descent. */
const guests = (): number[] => descendantsOf(process.pid).filter(pid => descendantsOf(pid).length === 0);

describeSandbox('native')('sessions of native beyond what fits', () => {
  let close = async () => undefined as unknown;
  afterEach(() => close());

  const opener = async (options: Partial<SessionsOptions>) => {
    const found = await examine(thisMachine());
    if ('reason' in found) throw new Error(found.reason);
    const sessions = createSessions({ command: found.sessions, cellsAtOnce: 2, ...options });
    close = sessions.close;
    return sessions.openSession;
  };

  it.each<readonly [string, Partial<SessionsOptions>, number]>([
    ['in number', { maxResident: 3 }, 3],
    ['in memory', { memoryMb: 12 }, 6],
  ])('are put away %s, and come back as they were', async (_title, options, most) => {
    const openSession = await opener(options);
    const sessions = Array.from({ length: 8 }, openSession);
    await Promise.all(sessions.map((session, index) => session.run(`x = [${index}]\nprint(x)`, cellLimits)));
    await Promise.all(sessions.map(session => session.run('x.append(len(x))\nlambda: x', cellLimits)));
    const executions = await Promise.all(sessions.map(session => session.run('x', cellLimits)));
    expect(executions.map(({ value, stdout, stderr }) => [value, stdout, stderr])).toEqual(
      sessions.map((_session, index) => [`[${index}, 1]`, '', '']),
    );
    // Not counting the zygote from which there are no sessions.
    expect(guests().filter(pid => stateOf(pid) === 'T').length).toBeLessThanOrEqual(most);
  });

  it('count the files they keep as memory', async () => {
    const openSession = await opener({ memoryMb: 40 });
    const sessions = Array.from({ length: 6 }, openSession);
    const write = "x = open('/tmp/x', 'wb').write(bytes(12 << 20))";
    for (const session of sessions) await session.run(write, cellLimits);
    expect(await until(() => guests().filter(pid => stateOf(pid) === 'T').length <= 3)).toBe(true);
    const look = "import os\nos.path.getsize('/tmp/x') == x";
    for (const session of sessions)
      expect(await session.run(look, cellLimits)).toMatchObject({ value: 'True', stderr: '' });
  });

  it('are stopped between their cells, threads and all, and gone when they are closed', async () => {
    const openSession = await opener({});
    const session = openSession();
    const busy = 'import threading\ndef spin():\n    while True: pass\nthreading.Thread(target=spin).start()';
    await runAll(session, ['x = 5', busy]);
    const isStopped = () => guests().some(pid => stateOf(pid) === 'T');
    expect(await until(isStopped)).toBe(true);
    expect(await session.run('x', cellLimits)).toMatchObject({ value: '5' });
    await session.close();
    expect(await until(() => !isStopped())).toBe(true);
  });

  it('do not repeat a cell that was interrupted, and keep what it had done while they have their process', async () => {
    const openSession = await opener({ maxResident: 1 });
    const session = openSession();
    const slow = await session.run('x = 1\nwhile True: pass', { ...cellLimits, timeoutMs: 500 });
    expect(slow).toMatchObject({ outcome: 'timed-out' });
    expect(slow.traceback).toContain('----> 2 while True: pass');
    expect(slow.traceback).toMatch(/\nTimeoutError: Timed out after 0\.5 seconds\.$/);
    expect(await session.run('x', cellLimits)).toMatchObject({ value: '1' });
    // Dear to bring back: the other one is put away for it.
    await runAll(openSession(), ['import time; time.sleep(1)', '2']);
    expect(await session.run('"x" in globals()', cellLimits)).toMatchObject({
      value: 'False',
      number: 3,
      lost: 'part',
      stderr: expect.stringContaining('was not run again'),
    });
  });

  it('come back when someone outside has killed them all', async () => {
    const openSession = await opener({});
    const sessions = [openSession(), openSession()];
    await Promise.all(sessions.map((session, index) => session.run(`x = ${index}`, cellLimits)));
    const stopped = () => guests().filter(pid => stateOf(pid) === 'T');
    expect(await until(() => stopped().length === 2)).toBe(true);
    const theirs = stopped();
    const running = sessions.map(session => session.run('import time\ntime.sleep(2)\nx', cellLimits));
    const [worker] = descendantsOf(process.pid);
    expect(await until(() => theirs.every(pid => /[SRD]/.test(stateOf(pid))))).toBe(true);
    process.kill(worker ?? 0, 'SIGKILL');
    const executions = await Promise.all(running);
    expect(executions.map(({ value, reruns = 0 }) => [value, reruns])).toEqual([
      ['0', 1],
      ['1', 1],
    ]);
  });
});
