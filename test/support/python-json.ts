import { spawnSync } from 'node:child_process';

/** True when Python can import the packages. */
export const hasPython = (...packages: readonly string[]): boolean =>
  spawnSync('python3', ['-c', `import ${packages.join(', ')}`]).status === 0;

/** What a Python program makes of a JSON value: it reads it as `data` and leaves its answer in `result`. */
export const throughPython = (program: string, data: unknown): unknown => {
  const script = `import json, sys\ndata = json.load(sys.stdin)\n${program}\njson.dump(result, sys.stdout)`;
  const { stdout, stderr, status } = spawnSync('python3', ['-c', script], {
    input: JSON.stringify(data),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};
