import { chmodSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { dataDirectory, readJson, readText, sampleDirectory, verifyFiles } from '../../src/dataset/index.ts';
import { asNobody } from '../support/nobody.ts';
import { eurusErrorOf, factsOf, temporaryFolder, textOf, write } from './support.ts';

const content = '{"question":"1+1?"}\n{"question":"2+2?"}\n';

describe('dataDirectory', () => {
  it('opens a file as it is upstream, else with .gz added', async () => {
    const file = factsOf('gsm8k/test.jsonl', content);
    const [plain, packed] = [temporaryFolder(), temporaryFolder()];
    write(plain, 'gsm8k/test.jsonl', content);
    write(packed, 'gsm8k/test.jsonl.gz', gzipSync(content));
    expect(await textOf(dataDirectory(plain).open(file))).toBe(content);
    expect(await textOf(dataDirectory(packed).open(file))).toBe(content);
    expect(dataDirectory(packed).nameOf(file)).toBe(join(packed, 'gsm8k/test.jsonl.gz'));
  });

  it('takes the checksum of an upstream .gz over its own bytes and yields its content', async () => {
    const file = factsOf('humaneval/HumanEval.jsonl.gz', gzipSync(content));
    const [plain, packed] = [temporaryFolder(), temporaryFolder()];
    write(plain, file.path, gzipSync(content));
    write(packed, `${file.path}.gz`, gzipSync(gzipSync(content)));
    expect(await textOf(dataDirectory(plain).open(file))).toBe(content);
    expect(await textOf(dataDirectory(packed).open(file))).toBe(content);
  });

  it('is complete, and names the path of a file that is not there', async () => {
    const root = temporaryFolder();
    const file = factsOf('gsm8k/test.jsonl', content);
    const source = dataDirectory(root);
    expect(source.complete).toBe(true);
    expect(source.has(file)).toBe(true);
    const error = await eurusErrorOf(() => textOf(source.open(file)));
    const path = join(root, 'gsm8k/test.jsonl');
    expect(error).toMatchObject({ code: 'DATA_MISSING', message: `no data file at ${path} or ${path}.gz` });
    expect(error.hint).toContain('eurus-eval data pull gsm8k');
    expect(error.hint).toContain('--data-dir DIR');
  });

  it('says so when the folder itself is not there', async () => {
    const root = join(temporaryFolder(), 'none');
    const error = await eurusErrorOf(() => textOf(dataDirectory(root).open(factsOf('a/b', ''))));
    expect(error.message).toContain(`(there is no folder ${root})`);
  });

  it('yields no byte of a file whose checksum is wrong', async () => {
    const root = temporaryFolder();
    const file = factsOf('gsm8k/test.jsonl', content);
    const other = factsOf('gsm8k/test.jsonl', content.replace('1+1', '1+2'));
    const path = write(root, file.path, content.replace('1+1', '1+2'));
    let chunks = 0;
    const error = await eurusErrorOf(async () => {
      for await (const _ of dataDirectory(root).open(file)) chunks += 1;
    });
    expect(chunks).toBe(0);
    expect(error.code).toBe('DATA_CORRUPT');
    expect(error.message).toBe(`${path}: sha256 is ${other.sha256}, expected ${file.sha256}`);
    expect(error.hint).toContain('eurus-eval data pull gsm8k');
  });

  it('notices a change to a file it has verified before', async () => {
    const root = temporaryFolder();
    const file = factsOf('gsm8k/test.jsonl', content);
    const path = write(root, file.path, content);
    await textOf(dataDirectory(root).open(file));
    writeFileSync(path, content.replace('1+1', '1+2'));
    utimesSync(path, 1, 1);
    expect((await eurusErrorOf(() => textOf(dataDirectory(root).open(file)))).code).toBe('DATA_CORRUPT');
  });

  it('says that a packed file is cut or is no gzip', async () => {
    const file = factsOf('gsm8k/test.jsonl', content);
    const [cut, plain] = [temporaryFolder(), temporaryFolder()];
    const path = write(cut, `${file.path}.gz`, gzipSync(content).subarray(0, -9));
    write(plain, `${file.path}.gz`, content);
    const error = await eurusErrorOf(() => textOf(dataDirectory(cut).open(file)));
    expect(error).toMatchObject({
      code: 'DATA_CORRUPT',
      message: `${path} ends in the middle of its gzip data`,
    });
    const notGzip = await eurusErrorOf(() => textOf(dataDirectory(plain).open(file)));
    expect(notGzip.code).toBe('DATA_CORRUPT');
    expect(notGzip.message).toContain('is broken gzip');
  });

  it('says that a file may not be read', async () => {
    const root = temporaryFolder();
    chmodSync(write(root, 'gsm8k/test.jsonl', content), 0);
    chmodSync(root, 0o755);
    const error = await asNobody(() =>
      eurusErrorOf(() => textOf(dataDirectory(root).open(factsOf('gsm8k/test.jsonl', content)))),
    );
    expect(error.code).toBe('DATA_MISSING');
    expect(error.message).toContain('permission denied');
  });

  it('says that a folder in place of a file cannot be read', async () => {
    const root = temporaryFolder();
    write(root, 'gsm8k/test.jsonl/file', '');
    const error = await eurusErrorOf(() =>
      textOf(dataDirectory(root).open(factsOf('gsm8k/test.jsonl', content))),
    );
    expect(error).toMatchObject({ code: 'DATA_MISSING' });
    expect(error.message).toContain('it is a folder');
  });
});

describe('sampleDirectory', () => {
  it('finds a file among the samples of its benchmark', async () => {
    const root = temporaryFolder();
    write(root, 'gsm8k/samples/test.jsonl', 'rows');
    write(root, 'humaneval/samples/HumanEval.jsonl', 'tasks');
    write(root, 'bbh/samples/cot-prompts/snarks.txt', 'prompt');
    const source = sampleDirectory(root);
    expect(source.complete).toBe(false);
    expect(await textOf(source.open(factsOf('gsm8k/test.jsonl', content)))).toBe('rows');
    expect(await textOf(source.open(factsOf('humaneval/HumanEval.jsonl.gz', content)))).toBe('tasks');
    expect(await textOf(source.open(factsOf('bbh/cot-prompts/snarks.txt', content)))).toBe('prompt');
  });

  it('says which files it has', async () => {
    const root = temporaryFolder();
    write(root, 'gsm8k/samples/test.jsonl', 'rows');
    const source = sampleDirectory(root);
    expect(source.has(factsOf('gsm8k/test.jsonl', ''))).toBe(true);
    expect(source.has(factsOf('gsm8k/train.jsonl', ''))).toBe(false);
    const error = await eurusErrorOf(() => textOf(source.open(factsOf('gsm8k/train.jsonl', ''))));
    expect(error.code).toBe('DATA_MISSING');
    expect(error.message).toContain(join(root, 'gsm8k/samples/train.jsonl'));
  });
});

describe('readText and readJson', () => {
  const readerOf = (bytes: string | Uint8Array) => {
    const root = temporaryFolder();
    const file = factsOf('x/file.json', bytes);
    write(root, file.path, bytes);
    return { source: dataDirectory(root), file };
  };

  it('read a whole file, without a byte order mark', async () => {
    const { source, file } = readerOf('\uFEFF{"n":12345678901234567890}');
    expect(await readText(source, file)).toBe('{"n":12345678901234567890}');
    expect(await readJson(source, file)).toEqual({ n: 12345678901234567890n });
  });

  it('name the file that is not UTF-8 or not JSON', async () => {
    const bad = readerOf(Buffer.from([0xff]));
    const notText = await eurusErrorOf(() => readText(bad.source, bad.file));
    expect(notText).toMatchObject({ code: 'DATA_CORRUPT' });
    expect(notText.message).toContain('file.json is not valid UTF-8 text');
    const torn = readerOf('{"a":');
    const notJson = await eurusErrorOf(() => readJson(torn.source, torn.file));
    expect(notJson.message).toContain('file.json is not valid JSON (');
  });
});

describe('verifyFiles', () => {
  it('tells present, missing and corrupt files apart, in order', async () => {
    const root = temporaryFolder();
    const files = ['plain', 'packed', 'gone', 'changed', 'cut'].map(name => factsOf(`b/${name}`, name));
    write(root, 'b/plain', 'plain');
    write(root, 'b/packed.gz', gzipSync('packed'));
    write(root, 'b/changed', 'Changed');
    write(root, 'b/cut.gz', gzipSync('cut').subarray(0, -9));
    const states = await verifyFiles(files, root);
    expect(states.map(({ file, state }) => [file.path, state])).toEqual([
      ['b/plain', 'present'],
      ['b/packed', 'present'],
      ['b/gone', 'missing'],
      ['b/changed', 'corrupt'],
      ['b/cut', 'corrupt'],
    ]);
    expect(states[1]?.path).toBe(join(root, 'b/packed.gz'));
    expect(states[3]?.detail).toContain(`expected ${files[3]?.sha256}`);
    expect(states[4]?.detail).toContain('ends in the middle of its gzip data');
  });
});
