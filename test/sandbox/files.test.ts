import { expect, it } from 'vitest';
import { createFiles, ERRNO, FileError } from '../../sandbox/wasm/guest.files.ts';
import { decodeUtf8, encodeUtf8 } from '../../sandbox/wasm/guest.text.ts';

const CREATE = 0x40 | 2;
const quota = { maxBytes: 1000, maxNodes: 20, maxOpen: 5 };
const tree = () => {
  const files = createFiles(quota, () => 0);
  const here = files.base(-100);
  for (const path of ['/home', '/tmp', '/lib']) files.makeDirectory(here, path, 0o755);
  files.makeFixedFile('/lib/a', new Uint8Array([1, 2, 3]));
  files.seal('/home', '/tmp');
  return { files, home: files.base(-100) };
};
const errnoOf = (action: () => unknown): number => {
  try {
    action();
  } catch (error) {
    if (error instanceof FileError) return error.errno;
  }
  return 0;
};

it('keeps its base tree as it is', () => {
  const { files, home } = tree();
  for (const action of [
    () => files.open(home, '/lib/a', 2, 0),
    () => files.open(home, '/lib/b', CREATE, 0),
    () => files.makeDirectory(home, '/lib/c', 0),
    () => files.rename(home, '/lib/a', home, 'a'),
    () => files.rename(home, '/lib', home, 'lib'),
    () => files.symlink('/x', home, '/lib/x'),
    () => files.chmod(files.find('/lib/a', home), 0),
    () => files.resize(files.find('/lib/a', home), 0),
  ])
    expect([ERRNO.EROFS, ERRNO.EPERM]).toContain(errnoOf(action));
  expect(errnoOf(() => files.unlink(home, '/lib/a'))).toBe(ERRNO.EROFS);
  expect(errnoOf(() => files.removeDirectory(home, '/tmp'))).toBe(ERRNO.EROFS);
  expect([...files.find('/lib/a', home).data]).toEqual([1, 2, 3]);
});

it('counts bytes against the quota until nobody can read them any more', () => {
  const { files, home } = tree();
  const fd = files.open(home, 'big', CREATE, 0o600);
  files.write(files.stream(fd), new Uint8Array(900), 0);
  files.unlink(home, 'big');
  const other = files.open(home, 'other', CREATE, 0o600);
  expect(errnoOf(() => files.write(files.stream(other), new Uint8Array(200), 0))).toBe(ERRNO.ENOSPC);
  files.close(fd);
  expect(files.write(files.stream(other), new Uint8Array(200), 0)).toBe(200);
  expect(errnoOf(() => files.write(files.stream(other), new Uint8Array(1), 10 ** 12))).toBe(ERRNO.ENOSPC);
});

it('bounds nodes, descriptors, links and paths', () => {
  const { files, home } = tree();
  const many = (action: (index: number) => unknown) =>
    errnoOf(() => {
      for (let index = 0; index < 100; index++) action(index);
    });
  expect(many(() => files.open(home, '/lib/a', 0, 0))).toBe(ERRNO.EMFILE);
  files.symlink('two', home, 'one');
  files.symlink('one', home, 'two');
  expect(errnoOf(() => files.find('one', home))).toBe(ERRNO.ELOOP);
  expect(many(index => files.makeDirectory(home, `d${index}`, 0))).toBe(ERRNO.ENOSPC);
  expect(errnoOf(() => files.find('/'.repeat(5000), home))).toBe(ERRNO.ENAMETOOLONG);
});

it('moves folders, but not into themselves, and removes only empty ones', () => {
  const { files, home } = tree();
  files.makeDirectory(home, 'a', 0o755);
  files.makeDirectory(home, 'a/b', 0o755);
  expect(errnoOf(() => files.rename(home, 'a', home, 'a/b/c'))).toBe(ERRNO.EINVAL);
  expect(errnoOf(() => files.removeDirectory(home, 'a'))).toBe(ERRNO.ENOTEMPTY);
  files.rename(home, 'a/b', home, '../tmp/b');
  files.removeDirectory(home, 'a');
  files.enter(files.find('/tmp/b', home));
  expect(files.cwd()).toBe('/tmp/b');
});

it.each(['', 'plain', 'äß€', '😀 a\u0000b', 'x'.repeat(10_000)])('reads back UTF-8 text %#', text => {
  expect(decodeUtf8(encodeUtf8(text))).toBe(text);
  expect(Buffer.from(encodeUtf8(text)).toString()).toBe(text);
});

it.each([
  [[0xff]],
  [[0xc0, 0x80]],
  [[0xe2, 0x82]],
  [[0xed, 0xa0, 0x80]],
  [[0xf4, 0x90, 0x80, 0x80]],
  [[0xf0, 0x9f, 0x98]],
])('replaces bytes that are no UTF-8: %j', bytes => {
  expect(decodeUtf8(Uint8Array.from(bytes))).toMatch(/^\ufffd+$/);
});
