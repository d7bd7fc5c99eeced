import { hash } from 'node:crypto';
import { decodeSampleRecord } from '../core/index.ts';
import { locatedRecords, type TaskRecord } from '../record/index.ts';

/** What is kept of a sample's record: where it belongs, and whether another run asked the same. */
export type SampleFacts = {
  readonly groups: Readonly<Record<string, string>>;
  /** Equal prompts have equal ones. */
  readonly prompt: string;
  /** Equal questions with equal gold answers have equal ones. */
  readonly question: string;
};

/** By sample id; empty for run directories that have no file of samples. */
export const readSamples = async ({ samples }: TaskRecord): Promise<ReadonlyMap<string, SampleFacts>> => {
  const facts = new Map<string, SampleFacts>();
  for await (const { record } of locatedRecords(samples, decodeSampleRecord)) {
    const { id, groups, prompt, input, target } = record;
    facts.set(id, {
      groups,
      prompt: fingerprint(prompt),
      question: fingerprint([input, target]),
    });
  }
  return facts;
};

const fingerprint = (value: unknown): string => hash('sha256', JSON.stringify(value), 'base64').slice(0, 16);
