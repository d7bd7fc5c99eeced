import { spawnSync } from 'node:child_process';

/** A Python that can import packages: `EURUS_TEST_PYTHON`, else `python3`, else the one of the system; null without. */
export const pythonWith = (...packages: readonly string[]): string | null =>
  [process.env.EURUS_TEST_PYTHON, 'python3', '/usr/bin/python3']
    .filter(name => name !== undefined)
    .find(name => spawnSync(name, ['-c', `import ${packages.join(', ')}`]).status === 0) ?? null;

/** What a Python program makes of a JSON value: it reads it as `data` and leaves its answer in `result`. */
export const throughPython = (python: string, program: string, data: unknown): unknown => {
  const script = `import json, sys\ndata = json.load(sys.stdin)\n${program}\njson.dump(result, sys.stdout)`;
  const { stdout, stderr, status } = spawnSync(python, ['-c', script], {
    input: JSON.stringify(data),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};
