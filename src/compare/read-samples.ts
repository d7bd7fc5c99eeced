import { hash } from 'node:crypto';
import { decodeSampleRecord, type SampleRecord } from '../core/index.ts';
import { locatedRecords, type TaskRecord } from '../record/index.ts';

type Groups = SampleRecord['groups'];

/** What two runs say of the samples of a task. */
export type SampleFacts = {
  readonly groupsOf: (id: string) => Groups;
  /** Samples that both say something of. */
  readonly both: number;
  /** Of these, those with another question or gold answer under the same id. */
  readonly otherQuestions: number;
  /** Of these, those whose question is the same and whose prompt is not. */
  readonly otherPrompts: number;
};

/** Reads both files of samples, keeping three small values a sample; a file that is missing says nothing. */
export const readSamples = async (a: TaskRecord, b: TaskRecord): Promise<SampleFacts> => {
  const known = new Map<string, { groups: Groups; question: number; prompt: number }>();
  const sharing = sharer();
  let [both, otherQuestions, otherPrompts] = [0, 0, 0];
  for await (const { record } of locatedRecords(a.samples, decodeSampleRecord)) {
    known.set(record.id, { groups: sharing(record.groups), ...fingerprints(record) });
  }
  for await (const { record } of locatedRecords(b.samples, decodeSampleRecord)) {
    const ours = known.get(record.id);
    const theirs = fingerprints(record);
    if (ours === undefined) known.set(record.id, { groups: sharing(record.groups), ...theirs });
    else {
      both += 1;
      if (ours.question !== theirs.question) otherQuestions += 1;
      else if (ours.prompt !== theirs.prompt) otherPrompts += 1;
    }
  }
  return { groupsOf: id => known.get(id)?.groups ?? {}, both, otherQuestions, otherPrompts };
};

const fingerprints = ({ input, target, prompt }: SampleRecord) => ({
  question: fingerprint([input, target]),
  prompt: fingerprint(prompt),
});

/** 48 bits of a hash. */
const fingerprint = (value: unknown): number =>
  Number.parseInt(hash('sha256', JSON.stringify(value), 'hex').slice(0, 12), 16);

/** Many samples have the same groups: one object for all of them. */
const sharer = () => {
  const shared = new Map<string, Groups>();
  return (groups: Groups): Groups => {
    const name = JSON.stringify(groups);
    const before = shared.get(name);
    if (before !== undefined) return before;
    shared.set(name, groups);
    return groups;
  };
};
