import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, projectRoot } from './requires.ts';

/**
 * A Python in which the tools of others are installed that read our exports: `EURUS_PEERS_PYTHON`, else the one of the
 * throw-away environment that CI makes.
 */
const python = process.env.EURUS_PEERS_PYTHON ?? join(projectRoot, 'coverage', 'peers', 'bin', 'python');

/** What to install, by `pip install`. */
const packages = 'duckdb pandas pyarrow inspect_ai lm_eval';

export const describeWithPeers = describeWith(
  `a Python with ${packages} (python3 -m venv coverage/peers && coverage/peers/bin/pip install ${packages})`,
  existsSync(python),
);

/** What a script of theirs prints, as JSON. */
export const askPeers = (script: string, ...args: readonly string[]): unknown =>
  JSON.parse(
    execFileSync(python, ['-c', script, ...args], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
  );
