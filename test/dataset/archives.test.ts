import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DataFile } from '../../src/core/index.ts';
import { dataDirectory, type PullProgress, pullFiles, verifyFiles } from '../../src/dataset/index.ts';
import { eurusErrorOf, factsOf, temporaryFolder, textOf, write } from './support.ts';

const contents: Readonly<Record<string, string>> = {
  'quiz/dev/sea_dev.csv': 'Which is salt?,Sea,Lake,Rain,Tea,A\n',
  'quiz/test/sea_test.csv': 'What has a keel?,Car,Boat,Plane,Sledge,B\n',
  'quiz/test/sky_test.csv': 'What has wings?,Fish,Stone,Bird,Worm,C\n',
};
const names = Object.keys(contents);
const archive = 'quiz/quiz.tar.gz';

/** The facts of every file, each of which may be in the archive. */
const filesAt = (origin: string): readonly DataFile[] =>
  Object.entries(contents).map(([path, text]) => ({
    ...factsOf(path, text, `${origin}/${path}`),
    archive,
  }));
const files = filesAt('http://upstream');
const [dev, sea, sky] = files as [DataFile, DataFile, DataFile];

const packed = async (of: Readonly<Record<string, string>> = contents, prefix = '') =>
  packTar([
    { header: { name: `${prefix}quiz/`, size: 0, type: 'directory' } },
    ...Object.entries(of).map(([name, body]) => ({
      header: { name: prefix + name, size: Buffer.byteLength(body) },
      body,
    })),
  ]);

const folderWith = async (bytes: Uint8Array): Promise<string> => {
  const root = temporaryFolder();
  write(root, archive, bytes);
  return root;
};

/** A server on loopback of the files at their upstream addresses. */
const serve = async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1);
    asked.push(path);
    const text = contents[path] ?? '';
    response.writeHead(text === '' ? 404 : 200, { 'content-length': Buffer.byteLength(text) });
    response.end(text);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { files: filesAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), asked };
};

const statesOf = async (root: string, of: readonly DataFile[] = files) =>
  (await verifyFiles(of, root)).map(({ state }) => state);

describe('files in an archive of the data directory', () => {
  it.each([
    ['with gzip', async () => gzipSync(await packed())],
    ['without gzip', async () => await packed()],
    ['with paths that start at the folder itself', async () => gzipSync(await packed(contents, './'))],
  ])('are opened as if they lay beside it, %s', async (_, bytes) => {
    const root = await folderWith(await bytes());
    const source = dataDirectory(root);
    for (const file of files) {
      expect(source.has(file)).toBe(true);
      expect(await textOf(source.open(file))).toBe(contents[file.path]);
      expect(source.nameOf(file)).toBe(`${join(root, archive)}:${file.path}`);
    }
  });

  it('give way to the same file on its own, plain or packed', async () => {
    const root = await folderWith(gzipSync(await packed({ ...contents, [sea.path]: 'old\n' })));
    write(root, `${sea.path}.gz`, gzipSync(contents[sea.path] ?? ''));
    const source = dataDirectory(root);
    expect(source.nameOf(sea)).toBe(join(root, `${sea.path}.gz`));
    expect(await textOf(source.open(sea))).toBe(contents[sea.path]);
    expect(await textOf(source.open(sky))).toBe(contents[sky.path]);
  });

  it('are read anew when the archive has changed', async () => {
    const root = await folderWith(gzipSync(await packed({ [dev.path]: 'short\n' })));
    expect(await statesOf(root)).toEqual(['corrupt', 'missing', 'missing']);
    write(root, archive, gzipSync(await packed()));
    expect(await statesOf(root)).toEqual(['present', 'present', 'present']);
  });

  it('are looked for only in the archive that they name', async () => {
    const root = await folderWith(gzipSync(await packed()));
    const { archive: _, ...alone } = sea;
    expect(await statesOf(root, [alone, { ...sea, archive: 'quiz/other.tar' }])).toEqual([
      'missing',
      'missing',
    ]);
  });

  it('yield no byte where the checksum is wrong, and say which member it is', async () => {
    const root = await folderWith(gzipSync(await packed({ ...contents, [sea.path]: 'altered\n' })));
    let chunks = 0;
    const error = await eurusErrorOf(async () => {
      for await (const _ of dataDirectory(root).open(sea)) chunks += 1;
    });
    expect(chunks).toBe(0);
    expect(error).toMatchObject({
      code: 'DATA_CORRUPT',
      message: expect.stringContaining(`${join(root, archive)}:${sea.path}: sha256 is `),
      hint: expect.stringContaining('eurus-eval data pull quiz'),
    });
    expect(await textOf(dataDirectory(root).open(sky))).toBe(contents[sky.path]);
  });

  it('are missing where the archive lacks them, and where there is no archive', async () => {
    const lacking = await folderWith(gzipSync(await packed({ [dev.path]: contents[dev.path] ?? '' })));
    for (const root of [lacking, temporaryFolder()]) {
      const path = join(root, sea.path);
      const places = `no data file at ${path} or ${path}.gz, nor in an archive ${join(root, archive)}`;
      const error = await eurusErrorOf(() => textOf(dataDirectory(root).open(sea)));
      expect(error).toMatchObject({ code: 'DATA_MISSING', message: places });
      expect(await verifyFiles([sea], root)).toMatchObject([{ state: 'missing', detail: places }]);
    }
  });

  it.each([
    ['is cut short', async () => gzipSync(await packed()).subarray(0, 200)],
    ['is cut short inside the tar', async () => gzipSync((await packed()).subarray(0, 1300))],
    ['is none', async () => Buffer.from('not a tar archive at all\n'.repeat(60))],
  ])('are corrupt where the archive %s', async (_, bytes) => {
    const root = await folderWith(await bytes());
    expect(await statesOf(root)).toEqual(['corrupt', 'corrupt', 'corrupt']);
    const error = await eurusErrorOf(() => textOf(dataDirectory(root).open(sea)));
    expect(error.code).toBe('DATA_CORRUPT');
    expect(error.message).toContain(join(root, archive));
  });
});

describe('pulling files that an archive may hold', () => {
  it('fetches each from its own address into an empty folder', async () => {
    const { files: wanted, asked } = await serve();
    const root = temporaryFolder();
    await pullFiles(wanted, root);
    expect(asked.toSorted()).toEqual(names);
    for (const name of names) expect(readFileSync(join(root, name), 'utf8')).toBe(contents[name]);
    expect(existsSync(join(root, archive))).toBe(false);
    expect(await textOf(dataDirectory(root).open(sky))).toBe(contents[sky.path]);
  });

  it('asks for nothing that is in the archive', async () => {
    const { files: wanted, asked } = await serve();
    const root = await folderWith(gzipSync(await packed()));
    const seen: PullProgress[] = [];
    await pullFiles(wanted, root, { onProgress: progress => seen.push(progress) });
    expect(asked).toEqual([]);
    expect(seen.map(({ present }) => present)).toEqual([true, true, true]);
  });

  it('puts what the archive lacks, or has otherwise, beside it and leaves it alone', async () => {
    const { files: wanted, asked } = await serve();
    const bytes = gzipSync(await packed({ [dev.path]: contents[dev.path] ?? '', [sky.path]: 'old\n' }));
    const root = await folderWith(bytes);
    await pullFiles(wanted, root);
    expect(asked.toSorted()).toEqual([sea.path, sky.path]);
    expect(await statesOf(root)).toEqual(['present', 'present', 'present']);
    expect(readFileSync(join(root, archive))).toEqual(bytes);
  });

  it('fetches everything where the archive is damaged', async () => {
    const { files: wanted, asked } = await serve();
    const root = await folderWith(gzipSync(await packed()).subarray(0, 200));
    await pullFiles(wanted, root);
    expect(asked.toSorted()).toEqual(names);
    expect(await statesOf(root)).toEqual(['present', 'present', 'present']);
  });
});
