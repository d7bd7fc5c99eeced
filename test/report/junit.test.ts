import { expect, it } from 'vitest';
import {
  type JunitCase,
  junitCase,
  junitEnd,
  junitStart,
  suiteEnd,
  suiteStart,
} from '../../src/report/index.ts';
import { describeWith } from '../support/requires.ts';
import { readsXml, readXml } from '../support/xml.ts';

const one = (more: Partial<JunitCase> = {}): JunitCase => ({
  ...{ name: '7/0', verdict: 'incorrect', reason: '1 is not 2', details: ['found: 1'], seconds: 0.5 },
  ...more,
});

const document = (cases: readonly JunitCase[], name = 'gsm8k.cot.strict'): string => {
  const counts = { correct: 0, incorrect: 0, 'no-answer': 0, unscored: 0, missing: 0, seconds: 0 };
  for (const { verdict, seconds } of cases) {
    counts[verdict] += 1;
    counts.seconds += seconds;
  }
  const suite = { name, counts, properties: [['model', name]] as const };
  const written = cases.map(found => junitCase(name, found));
  return [junitStart(name, [suite]), suiteStart(suite), ...written, suiteEnd, junitEnd].join('');
};

describeWith('python3 (to read XML)', readsXml)('a JUnit file', () => {
  it('counts failures for the model, errors for us, and skips what has no verdict', () => {
    const verdicts = ['correct', 'incorrect', 'no-answer', 'unscored', 'missing'] as const;
    const root = readXml(document(verdicts.map((verdict, at) => one({ verdict, name: `${at}/0` }))));
    expect(root).toMatchObject({
      tag: 'testsuites',
      attributes: { tests: '5', failures: '2', errors: '1', time: '2.500' },
    });
    const [suite] = root.children;
    expect(suite).toMatchObject({
      tag: 'testsuite',
      attributes: { name: 'gsm8k.cot.strict', tests: '5', failures: '2', errors: '1', skipped: '1' },
    });
    const [properties, ...cases] = suite?.children ?? [];
    expect(properties?.tag).toBe('properties');
    expect(cases.map(({ children }) => children[0]?.tag)).toEqual([
      undefined,
      ...['failure', 'failure', 'error', 'skipped'],
    ]);
    expect(cases[1]?.children[0]).toMatchObject({
      attributes: { type: 'incorrect', message: '1 is not 2' },
      text: '1 is not 2\nfound: 1',
    });
  });

  it('holds whatever a model says, as text', () => {
    const hostile = [
      ...['<failure message="x">', ']]>', '&amp; & "q" \'a\'', '<!-- <![CDATA[', 'a\tb\nc\rd', '<?xml ?>'],
      ...[
        '\u0000\u0001\u0008\u000b\u000c\u001b[2J\u007f\u0085',
        '\ud800 \udfff',
        '\ufffe\uffff',
        '\u202egnp',
        '🙂 é 模',
      ],
    ];
    const cases = hostile.map((text, at) => one({ name: text || `${at}`, reason: text, details: [text] }));
    const [suite] = readXml(document(cases, hostile.join(' '))).children;
    const read = (suite?.children.slice(1) ?? []).map(({ children }) => children[0]);
    expect(read.map(found => found?.attributes.message)).toEqual([
      ...hostile.slice(0, 6),
      '\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd[2J\ufffd\ufffd',
      ...['\ufffd \ufffd', '\ufffd\ufffd', '\ufffdgnp', '🙂 é 模'],
    ]);
  });

  it('is bounded, however long a text is', () => {
    const long = 'x'.repeat(1_000_000);
    const text = document([one({ reason: long, details: [long, long] })], long);
    expect(text.length).toBeLessThan(10_000);
    expect(readXml(text).tag).toBe('testsuites');
  });
});
