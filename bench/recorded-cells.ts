import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const folder = fileURLToPath(new URL('../../shared/data/outputs/mint', import.meta.url));
const EXECUTE = /<execute>([\s\S]*?)<\/execute>/g;

type Recorded = { readonly state: { readonly history: readonly { role: string; content: string }[] } };

/** What a reply of a recorded episode ran; null for one that proposed a solution, or ran nothing. */
const cellOf = ({ role, content }: { readonly role: string; readonly content: string }): string | null => {
  if (role !== 'assistant' || content.includes('<solution>')) return null;
  const bodies = [...content.matchAll(EXECUTE)].map(([, body = '']) => body.trim());
  return bodies.length === 0 ? null : bodies.join('\n');
};

/** The cells of every recorded episode of MINT that ran any; none where the recordings are not there. */
export const recordedEpisodes = (): readonly (readonly string[])[] =>
  globSync('*/*/results.jsonl.gz', { cwd: folder })
    .sort()
    .flatMap(name =>
      gunzipSync(readFileSync(join(folder, name)))
        .toString()
        .trim()
        .split('\n'),
    )
    .map(line => (JSON.parse(line) as Recorded).state.history.map(cellOf).filter(cell => cell !== null))
    .filter(cells => cells.length > 0);
