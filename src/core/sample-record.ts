import { isObject } from './json-object.ts';
import type { Message, Prompt } from './prompt.ts';
import type { Sample } from './sample.ts';

/** A sample as a run directory keeps it, so that its answers can be read without the benchmark's data. */
export type SampleRecord = Pick<Sample, 'id' | 'input' | 'target'> & {
  /** By dimension; empty when the benchmark has none. */
  readonly groups: Readonly<Record<string, string>>;
  /** As the protocol asks, with the start of the answer; the manifest says whether that was sent. */
  readonly prompt: Prompt;
  /** Texts of the benchmark's own, such as the tests of a code task, by field. */
  readonly more: Readonly<Record<string, string>>;
  /** Nothing of the sample is left out: it can be judged from its record alone. Absent where something is. */
  readonly whole?: true;
};

/** Longest text of the benchmark's own that is kept, in UTF-16 units; longer ones are left out. */
const maxMore = 16 * 1024;

/** What is kept of a sample, with the prompt that it is asked by; long texts of the benchmark's own are left out. */
export const sampleRecordOf = (sample: Sample, prompt: Prompt): SampleRecord => {
  const { id, input, target, groups = {}, ...own } = sample;
  const more = Object.entries(own).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'string' && value !== '' && value.length <= maxMore ? [[name, value] as const] : [],
  );
  const kept = new Set(more.map(([name]) => name));
  const isWhole = Object.entries(own).every(([name, value]) => kept.has(name) || value === undefined);
  return {
    ...{ id, input, target, groups, prompt, more: Object.fromEntries(more) },
    ...(isWhole ? { whole: true } : {}),
  };
};

/** The sample of a record that is whole; null for one that is not. */
export const sampleOfRecord = ({ id, input, target, groups, more, whole }: SampleRecord): Sample | null =>
  whole === true ? { ...more, id, input, target, groups } : null;

/** The record's shape on disk (one JSON line). Fields that say nothing are left out. */
export const encodeSampleRecord = (record: SampleRecord): Record<string, unknown> => {
  const { id, groups, input, target, prompt, more, whole } = record;
  return {
    id,
    ...(Object.keys(groups).length === 0 ? {} : { groups }),
    ...{ input, target },
    prompt:
      prompt.kind === 'text'
        ? { text: prompt.text }
        : {
            messages: prompt.messages,
            ...(prompt.prefill === undefined ? {} : { prefill: prompt.prefill }),
          },
    ...(Object.keys(more).length === 0 ? {} : { more }),
    ...(whole === true ? { whole } : {}),
  };
};

/** Reads a record from disk; null when the value is not one. */
export const decodeSampleRecord = (value: unknown): SampleRecord | null => {
  if (!isObject(value)) return null;
  const { id, input, target } = value;
  if (typeof id !== 'string' || typeof input !== 'string' || typeof target !== 'string') return null;
  const prompt = decodePrompt(value.prompt);
  if (prompt === null) return null;
  return {
    ...{ id, input, target, groups: texts(value.groups), prompt, more: texts(value.more) },
    ...(value.whole === true ? { whole: true } : {}),
  };
};

const decodePrompt = (value: unknown): Prompt | null => {
  if (!isObject(value)) return null;
  const { text, messages, prefill } = value;
  if (typeof text === 'string') return { kind: 'text', text };
  if (!Array.isArray(messages) || !messages.every(isMessage)) return null;
  return { kind: 'chat', messages, ...(typeof prefill === 'string' ? { prefill } : {}) };
};

const roles: ReadonlySet<unknown> = new Set(['system', 'user', 'assistant']);

const isMessage = (value: unknown): value is Message =>
  isObject(value) && roles.has(value.role) && typeof value.content === 'string';

const texts = (value: unknown): Record<string, string> =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      )
    : {};
