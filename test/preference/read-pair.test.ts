import { describe, expect, it } from 'vitest';
import { readPair } from '../../src/preference/index.ts';

const user = { role: 'user', content: 'Q?' };
const [good, bad] = [
  { role: 'assistant', content: 'yes' },
  { role: 'assistant', content: 'no' },
];
const texts = { prompt: 'Q?', chosen: 'yes', rejected: 'no' };

type Read = {
  readonly name: string;
  readonly row: unknown;
  readonly id?: string | null;
  readonly subset?: string;
  readonly messages?: readonly unknown[];
  readonly ultraInteract?: boolean;
};

describe('rows of pairs', () => {
  const cases: readonly Read[] = [
    { name: 'of RewardBench', row: { ...texts, subset: 'hep-go', id: 17 }, id: '17', subset: 'hep-go' },
    { name: 'with a question under another name', row: { question: 'Q?', chosen: 'yes', rejected: 'no' } },
    {
      name: 'of UltraInteract',
      row: {
        ...{ task: 'Coding', dataset: 'apps', id: 'u_2_1', parent_id: 'p', chosen: 'yes', rejected: 'no' },
        trajectory: [
          { from: 'user', value: 'Q?' },
          { from: 'assistant', value: 'try' },
          { from: 'user', value: 'Observation: no' },
        ],
      },
      id: 'u_2_1',
      subset: 'Coding/apps',
      ultraInteract: true,
      messages: [user, { role: 'assistant', content: 'try' }, { role: 'user', content: 'Observation: no' }],
    },
    {
      name: 'of UltraFeedback: whole conversations, the prompt once more beside them',
      row: { prompt: 'Q?', prompt_id: 'f0', chosen: [user, good], rejected: [user, bad], score_chosen: 8 },
      id: 'f0',
    },
    { name: 'of TRL without a prompt', row: { chosen: [user, good], rejected: [user, bad] } },
    { name: 'of TRL with one', row: { prompt: [user], chosen: [good], rejected: [bad] } },
    {
      name: 'with a system text',
      row: { ...texts, system: 'Be brief.' },
      messages: [{ role: 'system', content: 'Be brief.' }, user],
    },
    {
      name: 'with a system text beside conversations',
      row: { system: 'Be brief.', chosen: [user, good], rejected: [user, bad] },
      messages: [{ role: 'system', content: 'Be brief.' }, user],
    },
  ];
  for (const { name, row, id = null, subset = 'all', messages = [user], ultraInteract = false } of cases) {
    it(name, () => {
      expect(readPair(row)).toEqual({
        ok: true,
        id,
        pair: { subset, chosen: 'yes', rejected: 'no', ultraInteract, prompt: { kind: 'chat', messages } },
      });
    });
  }

  it('take the subset from a field that is named', () => {
    expect(readPair({ ...texts, source: 'shp' }, 'source')).toMatchObject({ pair: { subset: 'shp' } });
  });

  const wrong: readonly { readonly row: unknown; readonly why: RegExp }[] = [
    { row: [1], why: /no object/ },
    { row: { chosen: 'yes', rejected: 'no' }, why: /no prompt/ },
    { row: { prompt: 'Q?', chosen: 'yes' }, why: /"rejected" is missing/ },
    { row: { prompt: 'Q?', chosen: ['a'], rejected: ['b', 'c'] }, why: /RewardBench 2/ },
    { row: { prompt: 'Q?', chosen: [user], rejected: [user] }, why: /not the assistant's/ },
    { row: { prompt: 7, chosen: 'yes', rejected: 'no' }, why: /"prompt" is neither/ },
    {
      row: { chosen: [user, good], rejected: [{ ...user, content: 'R?' }, bad] },
      why: /differ before their last message/,
    },
    { row: { trajectory: [{ from: 'robot', value: '' }], chosen: 'a', rejected: 'b' }, why: /"trajectory"/ },
    {
      row: { trajectory: [{ from: 'user', value: 'x' }], chosen: ['a'], rejected: 'b' },
      why: /must be texts/,
    },
    { row: { ...texts, subset: {} }, why: /"subset" is neither/ },
    { row: { ...texts, prompt: [{ role: 'constructor', content: 'x' }] }, why: /"prompt" is neither/ },
  ];
  for (const { row, why } of wrong) {
    it(`say what is wrong: ${why.source}`, () => {
      expect(readPair(row)).toMatchObject({ ok: false, problem: expect.stringMatching(why) });
    });
  }
});
