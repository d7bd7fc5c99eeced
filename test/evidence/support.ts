import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import type { BundleIndex } from '../../src/evidence/bundle-index.ts';
import { encodeHead } from '../../src/evidence/file-head.ts';
import { filesOfRun, writeBundle } from '../../src/evidence/index.ts';
import { tarEnd, tarHeader, tarPadding } from '../../src/evidence/tar.ts';
import { openRun } from '../../src/record/index.ts';
import { run } from '../../src/run/index.ts';
import { fakeBackend, fakeBenchmark, fakeTask, generated, rightText, runOptions } from '../run/fake-parts.ts';

const code = { form: 'source', graders: 'a'.repeat(64), sandbox: 'b'.repeat(64) } as const;

export const facts: Pick<BundleIndex, 'packed_by' | 'run'> = {
  packed_by: { eurus_eval: '0.0.0-test', code },
  run: {
    ...{ eurus_eval: '0.0.0-test', model: 'fake', data: {}, grader_versions: {} },
    environment: { node: 'v24', platform: 'linux-x64', sandbox: null },
  },
};

/** A small run and its bundle in a folder. */
export const bundled = async (folder: string) => {
  const backend = fakeBackend(request => generated(request.id === 's3' ? 'wrong' : rightText(request)));
  const options = runOptions(folder, { backend, tasks: [fakeTask(fakeBenchmark('b', 6))], concurrency: 1 });
  await run(options);
  const record = await openRun(options.directory);
  const path = join(folder, 'run.tar.zst');
  const written = await writeBundle(await filesOfRun(record), facts, path);
  return { path, record, written };
};

export type Crafted = {
  readonly name: string;
  readonly content: string;
  /** What stands in the archive instead of what the index says. */
  readonly frame?: Buffer;
  /** What stands in the index instead of the truth. */
  readonly claim?: Record<string, unknown>;
};

/** A bundle as nobody's program makes it, with every hash right that is not meant to be wrong. */
export const craft = (
  folder: string,
  members: readonly Crafted[],
  more: Record<string, unknown> = {},
): string => {
  const frames = members.map(({ name, content, frame }) =>
    zstdCompressSync(
      frame ??
        Buffer.concat([
          tarHeader(name.slice(0, 99), content.length),
          Buffer.from(content),
          tarPadding(content.length),
        ]),
    ),
  );
  const end = zstdCompressSync(tarEnd());
  const stretch = (bytes: Buffer) => ({ bytes: bytes.length, sha256: hash('sha256', bytes, 'hex') });
  const index = {
    ...{ format: 'eurus-eval bundle', version: 1 },
    ...facts,
    members: members.map(({ name, content, claim }, at) => ({
      ...{ name, ...stretch(Buffer.from(content)), packed: stretch(frames[at] ?? end) },
      ...claim,
    })),
    end: stretch(end),
    whole: stretch(Buffer.concat([...frames, end])),
    ...more,
  };
  const text = Buffer.from(JSON.stringify(index));
  const packed = zstdCompressSync(
    Buffer.concat([tarHeader('index.json', text.length), text, tarPadding(text.length)]),
  );
  const head = encodeHead({ indexBytes: packed.length, indexSha256: hash('sha256', packed, 'hex') });
  const path = join(folder, 'crafted.tar.zst');
  writeFileSync(path, Buffer.concat([head, packed, ...frames, end]));
  return path;
};
