import { isObject, oneLine, type SandboxFacts } from '../core/index.ts';

export const encodeFacts = ({ name, python, slowdown }: SandboxFacts): Record<string, unknown> => ({
  ...{ name, python },
  ...(slowdown === undefined ? {} : { slowdown }),
});

/** Reads what a sandbox is said to be; null when the value is nothing of the kind. */
export const decodeFacts = (value: unknown): SandboxFacts | null => {
  if (!isObject(value)) return null;
  const name = (['native', 'wasm', 'js'] as const).find(known => known === value.name);
  if (name === undefined) return null;
  const python = typeof value.python === 'string' ? oneLine(value.python, 50) : null;
  const factor = isObject(value.slowdown) ? value.slowdown.python : undefined;
  return { name, python, ...(typeof factor === 'number' ? { slowdown: { python: factor } } : {}) };
};

/** In which two sandboxes differ, as far as that could make other verdicts; null when they are alike. */
export const sandboxDifference = (wanted: SandboxFacts, here: SandboxFacts): string | null => {
  const [one, other] = [nameOf(here), nameOf(wanted)];
  return one === other ? null : `sandbox ${one} here, ${other} wanted`;
};

const nameOf = ({ name, python }: SandboxFacts): string =>
  python === null ? name : `${name} with Python ${python}`;
