import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { findPrograms } from '../programs.ts';

/** An interpreter and the folders it lives in. */
export type Python = {
  readonly executable: string;
  readonly version: string;
  /** Folders beside /usr that it needs. */
  readonly prefixes: readonly string[];
};

// Long: one that is slow because the machine is busy must not be passed over for another version.
const TIMEOUT_MS = 60_000;
const OLDEST = [3, 8] as const;
/** Asks the interpreter itself, as the name on the PATH may be a script that chooses one. */
const QUESTION =
  'import json, sys; print(json.dumps([sys.executable, "%d.%d.%d" % sys.version_info[:3], sys.prefix, sys.base_prefix, sys.base_exec_prefix]))';

const ask = (path: string): Promise<Python | null> =>
  new Promise(resolve => {
    execFile(path, ['-s', '-c', QUESTION], { timeout: TIMEOUT_MS, cwd: '/' }, (error, stdout) => {
      resolve(error === null ? readAnswer(stdout) : null);
    });
  });

const readAnswer = (text: string): Python | null => {
  try {
    const [executable = '', version = '', ...prefixes] = JSON.parse(text) as string[];
    const folders = prefixes.flatMap(prefix => [prefix, realpathSync(prefix)]);
    return { executable, version, prefixes: [...new Set(folders)].filter(isElsewhere) };
  } catch {
    return null;
  }
};

const isElsewhere = (folder: string) =>
  folder !== '/' && folder !== '/usr' && !folder.startsWith('/usr/') && folder.startsWith('/');

/** Folders that every guest gets empty, so that nothing can be imported from there. */
const COVERED = ['/tmp/', '/home/guest/'];

const flawOf = ({ version, prefixes }: Python): string | null => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major !== OLDEST[0] || minor < OLDEST[1]) return `is ${version}`;
  const covered = prefixes.find(prefix => COVERED.some(folder => prefix.startsWith(folder)));
  return covered === undefined ? null : `lives in ${covered}, which programs cannot see`;
};

/** The first Python 3.8 or newer in the folders; else what was found instead, in words. */
export const findPython = async (folders: readonly string[]): Promise<Python | string> => {
  const found: string[] = [];
  for (const path of findPrograms('python3', folders)) {
    const python = await ask(path);
    const flaw = python === null ? 'does not run' : flawOf(python);
    if (python !== null && flaw === null) return python;
    found.push(`${path} ${flaw}`);
  }
  return found.length === 0 ? 'there is no python3' : found.join(', ');
};
