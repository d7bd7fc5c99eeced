import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describeWith } from '../../support/requires.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser that stands on the path; null when there is none. */
export const chromiumPath: string | null =
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap(folder => names.map(name => join(folder, name)))
    .find(isExecutable) ?? null;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Tests that look at the page in a browser. */
export const describeWithChromium = describeWith(
  'a browser: chromium on the path (Debian: apt-get install chromium fonts-dejavu-core)',
  chromiumPath !== null,
);
