import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The loop that code benchmarks commonly ship: a process for each program, which runs solution and tests together in
 * one interpreter, with a folder of its own and a timer, and nothing that would stop it from doing anything else.
 */
const SCRIPT = `
import contextlib, io, json, multiprocessing, os, resource, signal, sys, tempfile

def late(number, frame):
    raise TimeoutError

def execute(text, seconds, result):
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        signal.signal(signal.SIGALRM, late)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                exec(text, {})
            result.append('passed')
        except BaseException as error:
            result.append('failed: %r' % error)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            os.chdir('/')

passed = 0
texts = json.load(open(sys.argv[1]))
for text in texts:
    with multiprocessing.Manager() as manager:
        result = manager.list()
        process = multiprocessing.Process(target=execute, args=(text, 20, result))
        process.start()
        process.join(21)
        if process.is_alive(): process.kill()
        passed += list(result) == ['passed']
usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps([passed, sum(u.ru_utime + u.ru_stime for u in usage)]))
`;

/** Passed programs and CPU seconds of that loop, or null where there is no Python. Only for texts one trusts. */
export const runUnprotected = (
  texts: readonly string[],
): { readonly passed: number; readonly cpuS: number } | null => {
  const folder = mkdtempSync(join(tmpdir(), 'eurus-bench-'));
  try {
    writeFileSync(join(folder, 'loop.py'), SCRIPT);
    writeFileSync(join(folder, 'texts.json'), JSON.stringify(texts));
    const { status, stdout } = spawnSync('python3', [join(folder, 'loop.py'), join(folder, 'texts.json')], {
      encoding: 'utf8',
    });
    if (status !== 0) return null;
    const [passed = 0, cpuS = 0] = JSON.parse(stdout) as number[];
    return { passed, cpuS };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
