import { spawnSync } from 'node:child_process';

/** An element as another program reads it. */
export type Element = {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
};

/** True where Python can read XML. */
export const readsXml = spawnSync('python3', ['-c', 'import xml.etree.ElementTree']).status === 0;

const program = `
import json, sys, xml.etree.ElementTree as tree
def read(e):
    return {'tag': e.tag, 'attributes': e.attrib, 'text': e.text or '', 'children': [read(c) for c in e]}
json.dump(read(tree.fromstring(sys.stdin.buffer.read())), sys.stdout)
`;

/** Parses a document by Python's reader, which refuses whatever is not well-formed. */
export const readXml = (document: string): Element => {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program], {
    input: document,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Element;
};
