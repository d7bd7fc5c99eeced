import { readFileSync } from 'node:fs';

/** The version in package.json, from the sources or from `dist/`. */
export const version = (): string => {
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
      if (name === 'eurus-eval') return String(version);
    } catch {
      // Not at this depth.
    }
  }
  throw new Error('package.json of eurus-eval not found');
};
