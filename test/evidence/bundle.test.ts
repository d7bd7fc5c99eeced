import { spawnSync } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EurusError } from '../../src/core/index.ts';
import { headBytes } from '../../src/evidence/file-head.ts';
import { filesOfRun, findDamage, openBundle, unpackBundle, writeBundle } from '../../src/evidence/index.ts';
import { tarHeader, tarPadding } from '../../src/evidence/tar.ts';
import { createRandom } from '../../src/metric/index.ts';
import { temporaryFolder } from '../support/folder.ts';
import { describeWith } from '../support/requires.ts';
import { smallDisk } from '../support/small-disk.ts';
import { everyNth } from '../support/thorough.ts';
import { bundled, type Crafted, craft, facts } from './support.ts';

/** The parts that a bundle says are not as they were packed; none for one that is whole. */
const damagedParts = async (path: string): Promise<readonly string[]> => {
  try {
    const opened = await openBundle(path);
    return (await findDamage(path, opened)).map(({ part }) => part);
  } catch (thrown) {
    if (!(thrown instanceof EurusError)) throw thrown;
    return thrown.details.map(line => line.slice(0, line.indexOf(': sha256 expected')));
  }
};

const errorOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    thrown => (thrown instanceof EurusError ? `${thrown.code}: ${thrown.message}` : `unexpected ${thrown}`),
  );

const unpackInto = async (path: string, folder: string): Promise<void> => {
  await unpackBundle(path, await openBundle(path), name => join(folder, name));
};

describe('writeBundle', () => {
  it('gives back every file as it was', async () => {
    const folder = temporaryFolder();
    const { path, record, written } = await bundled(folder);
    const files = await filesOfRun(record);
    expect(files.map(({ name }) => name)).toEqual([
      'completions/b.cot.jsonl',
      'run.json',
      'samples/b.cot.jsonl',
      'summary.json',
      'verdicts/b.cot.exact.jsonl',
    ]);
    expect(await damagedParts(path)).toEqual([]);
    await unpackInto(path, join(folder, 'out'));
    for (const { name, path: source } of files) {
      expect(readFileSync(join(folder, 'out', name))).toEqual(readFileSync(source));
    }
    expect(written).toMatchObject({
      bytes: readFileSync(path).length,
      sha256: hash('sha256', readFileSync(path), 'hex'),
    });
  });

  it('gives the same bytes for the same files each time, and leaves nothing else behind', async () => {
    const folder = temporaryFolder();
    const { path, record, written } = await bundled(folder);
    const again = join(folder, 'again.tar.zst');
    const files = await filesOfRun(record);
    for (let round = 0; round < 60; round += 1) {
      expect((await writeBundle(files, facts, again)).sha256).toBe(written.sha256);
    }
    expect(readFileSync(again)).toEqual(readFileSync(path));
    expect(readdirSync(folder).sort()).toEqual(['again.tar.zst', 'run', 'run.tar.zst']);
  });

  it('says where it cannot write, and leaves nothing behind', async () => {
    const folder = temporaryFolder();
    const { record } = await bundled(folder);
    const out = join(folder, 'none', 'run.tar.zst');
    expect(await errorOf(writeBundle(await filesOfRun(record), facts, out))).toMatch(
      /^DISK_DENIED: cannot write/,
    );
  });

  it('ends in a line when the disk is full, and so does unpacking; nothing half made stays', async context => {
    const disk = await smallDisk(64);
    if (disk === null) return context.skip();
    try {
      const folder = temporaryFolder();
      // Random bytes stay as many.
      writeFileSync(join(folder, 'noise'), randomBytes(300_000));
      writeFileSync(join(folder, 'run.json'), '{}');
      const files = ['run.json', 'samples/a.jsonl'].map(name => ({
        name,
        path: join(folder, name === 'run.json' ? name : 'noise'),
      }));
      expect(await errorOf(writeBundle(files, facts, join(disk.path, 'out.tar.zst')))).toMatch(
        /^DISK_FULL: /,
      );
      expect(readdirSync(disk.path)).toEqual([]);
      const path = join(folder, 'out.tar.zst');
      await writeBundle(files, facts, path);
      expect(await errorOf(unpackInto(path, join(disk.path, 'out')))).toMatch(
        /^DISK_FULL: cannot write .*samples\/a\.jsonl/,
      );
    } finally {
      await disk.remove();
    }
  });

  it('packs an empty file, and one of a block', async () => {
    const folder = temporaryFolder();
    const names = ['run.json', 'samples/a.jsonl', 'samples/b.jsonl'];
    writeFileSync(join(folder, 'a'), '');
    writeFileSync(join(folder, 'b'), 'x'.repeat(512));
    writeFileSync(join(folder, 'r'), '{}');
    const files = ['r', 'a', 'b'].map((file, index) => ({
      name: names[index] ?? '',
      path: join(folder, file),
    }));
    const path = join(folder, 'out.tar.zst');
    await writeBundle(files, facts, path);
    await unpackInto(path, join(folder, 'out'));
    expect(readFileSync(join(folder, 'out/samples/a.jsonl'), 'utf8')).toBe('');
    expect(readFileSync(join(folder, 'out/samples/b.jsonl'), 'utf8')).toBe('x'.repeat(512));
  });
});

describe('a flipped byte', () => {
  it('is found and its part named, wherever it is', async () => {
    const folder = temporaryFolder();
    const { path } = await bundled(folder);
    const bytes = readFileSync(path);
    const { index, framesAt } = await openBundle(path);
    /** Where each part begins. */
    const parts = [
      { name: 'the head of the file', at: 0 },
      { name: 'index.json', at: headBytes },
    ];
    let at = framesAt;
    for (const { name, packed } of index.members) {
      parts.push({ name, at });
      at += packed.bytes;
    }
    parts.push({ name: 'the end of the archive', at });
    expect(at + index.end.bytes).toBe(bytes.length);
    const random = createRandom('flip');
    const edges = parts
      .flatMap(part => [part.at, part.at + 1, part.at + 4, part.at - 1])
      .concat(bytes.length - 1);
    const everywhere = everyNth(5, [...bytes.keys()]);
    const copy = join(folder, 'flipped.tar.zst');
    for (const place of new Set([...edges, ...everywhere])) {
      if (place < 0) continue;
      const flipped = Buffer.from(bytes);
      flipped[place] = (flipped[place] ?? 0) ^ (1 << random.below(8));
      writeFileSync(copy, flipped);
      const hit = parts.findLast(part => part.at <= place)?.name;
      expect({ place, parts: await damagedParts(copy) }).toEqual({ place, parts: [hit] });
    }
  });

  it('is told with both hashes, one line a part, and exit code 2', async () => {
    const folder = temporaryFolder();
    const { path } = await bundled(folder);
    const { index, framesAt } = await openBundle(path);
    const bytes = readFileSync(path);
    bytes[framesAt + 9] = (bytes[framesAt + 9] ?? 0) ^ 1;
    bytes[bytes.length - 2] = (bytes.at(-2) ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const [first, last, ...more] = await findDamage(path, await openBundle(path));
    const [member] = index.members;
    expect(more).toEqual([]);
    expect(first).toEqual({
      part: 'completions/b.cot.jsonl',
      expected: member?.packed.sha256,
      found: hash('sha256', bytes.subarray(framesAt, framesAt + (member?.packed.bytes ?? 0)), 'hex'),
    });
    expect(last?.part).toBe('the end of the archive');
  });

  it('that cuts the file short, or adds to it, is found as well', async () => {
    const folder = temporaryFolder();
    const { path } = await bundled(folder);
    const bytes = readFileSync(path);
    writeFileSync(path, Buffer.concat([bytes, Buffer.from('x')]));
    expect(await damagedParts(path)).toEqual(['the end of the file']);
    const { index, framesAt } = await openBundle(path);
    const lastAt = bytes.length - index.end.bytes - (index.members.at(-1)?.packed.bytes ?? 0);
    for (const [length, parts] of [
      [bytes.length - 1, ['the end of the archive']],
      [lastAt + 10, ['verdicts/b.cot.exact.jsonl', 'the end of the archive']],
      [framesAt - 1, ['index.json']],
      [headBytes - 1, ['the head of the file']],
    ] as const) {
      truncateSync(path, length);
      expect(await damagedParts(path)).toEqual(parts);
    }
    truncateSync(path, 5);
    expect(await errorOf(openBundle(path))).toMatch(/is not a bundle of eurus-eval/);
  });
});

const manifest: Crafted = { name: 'run.json', content: '{}' };

describe('a file that nobody packed', () => {
  it.each([
    ['../run.json'],
    ['/etc/passwd'],
    ['completions/../../x.jsonl'],
    ['completions/..jsonl'],
    ['completions/a/b.jsonl'],
    ['completions/.hidden.jsonl'],
    ['completions\\x.jsonl'],
    ['verdicts/x.jsonl\u0000'],
    ['run.lock'],
    ['index.json'],
    ['samples/x.sh'],
    [`samples/${'x'.repeat(100)}.jsonl`],
  ])('cannot name a member %j', async name => {
    const path = craft(temporaryFolder(), [manifest, { name, content: 'x' }]);
    expect(await errorOf(openBundle(path))).toMatch(
      /^RECORDS_UNREADABLE: .* has an index that cannot be used: .* is not a member that a bundle may have/,
    );
  });

  it.each([
    ['another version', { version: 2 }, /its version is 2, expected 1/],
    ['another format', { format: 'zip' }, /it is not that of a bundle/],
    ['no members', { members: {} }, /a field is missing or damaged/],
    ['no run.json', { members: [] }, /it has no run\.json/],
    ['no hash', { whole: { bytes: 1, sha256: 'x' } }, /a field is missing or damaged/],
  ])('is refused for %s', async (_, more, message) => {
    expect(await errorOf(openBundle(craft(temporaryFolder(), [manifest], more)))).toMatch(message);
  });

  it('cannot overwrite one member by another', async () => {
    const one = { name: 'samples/a.jsonl', content: 'x' };
    for (const name of ['samples/a.jsonl', 'samples/A.jsonl']) {
      const path = craft(temporaryFolder(), [manifest, one, { name, content: 'y' }]);
      expect(await errorOf(openBundle(path))).toMatch(/a member stands there twice/);
    }
  });

  const link = tarHeader('samples/a.jsonl', 3);
  link.write('2', 156);
  const plain = (name: string, content: string, size = content.length): Buffer =>
    Buffer.concat([tarHeader(name, size), Buffer.from(content), tarPadding(content.length)]);

  it.each([
    ['a link', Buffer.concat([link, Buffer.from('abc'), tarPadding(3)]), /is another one in the archive/],
    ['another name', plain('samples/b.jsonl', 'abc'), /is another one in the archive/],
    ['another size', plain('samples/a.jsonl', 'abcd'), /is another one in the archive/],
    [
      'something in the padding',
      Buffer.concat([plain('samples/a.jsonl', 'abc').subarray(0, 1023), Buffer.from('x')]),
      /is another one/,
    ],
    ['another content', plain('samples/a.jsonl', 'abd'), /has the sha256 [0-9a-f]{64}, expected/],
    ['more', Buffer.concat([plain('samples/a.jsonl', 'abc'), Buffer.alloc(1)]), /holds more than 3 bytes/],
    [
      'a gigabyte of zeros',
      Buffer.concat([plain('samples/a.jsonl', 'abc'), Buffer.alloc(2 ** 28)]),
      /holds more than 3 bytes/,
    ],
    ['less', plain('samples/a.jsonl', 'abc').subarray(0, 513), /holds fewer than 3 bytes/],
    ['nothing', Buffer.alloc(0), /holds fewer than 3 bytes/],
  ])('cannot hold %s under a name of the index', async (_, frame, message) => {
    const folder = temporaryFolder();
    const path = craft(folder, [manifest, { name: 'samples/a.jsonl', content: 'abc', frame }]);
    expect(await damagedParts(path)).toEqual([]);
    expect(await errorOf(unpackInto(path, join(folder, 'out')))).toMatch(message);
  });

  it('cannot hold what is no Zstandard frame', async () => {
    const folder = temporaryFolder();
    const path = craft(folder, [manifest]);
    const { index, framesAt } = await openBundle(path);
    const bytes = readFileSync(path);
    bytes.fill(7, framesAt, framesAt + (index.members[0]?.packed.bytes ?? 0));
    writeFileSync(path, bytes);
    expect(await errorOf(unpackInto(path, join(folder, 'out')))).toMatch(
      /the member run\.json cannot be unpacked/,
    );
  });

  it('is never written over what is there', async () => {
    const folder = temporaryFolder();
    const path = craft(folder, [manifest]);
    writeFileSync(join(folder, 'run.json'), 'mine');
    expect(await errorOf(unpackInto(path, folder))).toMatch(/^DISK_DENIED/);
    expect(readFileSync(join(folder, 'run.json'), 'utf8')).toBe('mine');
  });

  it.each([
    ['no file', 'none', /cannot read .*: no such file/],
    ['a folder', '.', /cannot read .*: it is a folder/],
    ['an empty file', 'empty', /is not a bundle/],
    ['a text', 'text', /is not a bundle/],
  ])('is refused when it is %s', async (_, name, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'empty'), '');
    writeFileSync(join(folder, 'text'), 'hello '.repeat(1000));
    expect(await errorOf(openBundle(join(folder, name)))).toMatch(message);
  });
});

const hasTar = ['tar', 'zstd'].every(name => spawnSync(name, ['--version']).status === 0);

describeWith('tar and zstd (apt-get install tar zstd)', hasTar)('other tools', () => {
  it('list and unpack a bundle', async () => {
    const folder = temporaryFolder();
    const { path, written } = await bundled(folder);
    const { stdout, status } = spawnSync('tar', ['--zstd', '-tf', path], { encoding: 'utf8' });
    expect({ status, names: stdout.trim().split('\n') }).toEqual({
      status: 0,
      names: ['index.json', ...written.index.members.map(({ name }) => name)],
    });
    const index = spawnSync('tar', ['--zstd', '-xOf', path, 'index.json'], { encoding: 'utf8' });
    expect(JSON.parse(index.stdout)).toEqual(written.index);
  });
});
