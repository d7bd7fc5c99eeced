import { describe, expect, it } from 'vitest';
import { decodeCompletion, encodeCompletion, readFirstToken } from '../../src/core/index.ts';
import { completionOf } from '../score/support.ts';

const top = [
  [' B', -0.1],
  [' A', -2.5],
];

describe('the log-probabilities of a first token', () => {
  it.each([
    ['our own record', { token: ' B', top }, ' B'],
    [
      'the chat API',
      {
        content: [
          {
            token: ' B',
            logprob: -0.1,
            bytes: null,
            top_logprobs: [
              { token: ' A', logprob: -2.5 },
              { token: ' B', logprob: -0.1 },
            ],
          },
          { token: '.', logprob: 0, top_logprobs: [] },
        ],
      },
      ' B',
    ],
    [
      'the completions API',
      {
        tokens: [' B', '.'],
        token_logprobs: [-0.1, 0],
        top_logprobs: [{ ' A': -2.5, ' B': -0.1 }, { '.': 0 }],
      },
      ' B',
    ],
    [
      'a completions API that lists rivals as objects',
      { tokens: [' B'], token_logprobs: [-0.1], top_logprobs: [[{ token: ' A', logprob: -2.5 }]] },
      ' B',
    ],
    ['a plain table', { ' A': -2.5, ' B': -0.1 }, null],
  ])('are read from %s', (_, value, token) => {
    expect(readFirstToken(value)).toEqual({ token, top });
  });

  it('hold the generated token when the server names it only beside its rivals', () => {
    const value = { tokens: ['('], token_logprobs: [-0.2], top_logprobs: [{ ' A': -2 }] };
    expect(readFirstToken(value)?.top).toEqual([
      ['(', -0.2],
      [' A', -2],
    ]);
    expect(readFirstToken({ content: [{ token: '(', logprob: -0.2 }] })).toEqual({
      token: '(',
      top: [['(', -0.2]],
    });
  });

  it.each([
    [undefined],
    [null],
    [[]],
    ['B'],
    [{}],
    [{ content: [] }],
    [{ content: null }],
    [{ content: [null] }],
    [{ token: ' B', top: [] }],
    [{ token: ' B', top: [[' B']] }],
    [{ token: ' B', top: [[' B', '-0.1'], null, 7] }],
    [{ tokens: [], token_logprobs: [], top_logprobs: null }],
    [{ tokens: ['B'], token_logprobs: [null], top_logprobs: [null] }],
    [{ B: 'likely', logprob: Number.NEGATIVE_INFINITY }],
  ])('are none in %j', value => {
    expect(readFirstToken(value)).toBeNull();
  });

  it('are bounded, whatever a server sends', () => {
    const many = Object.fromEntries(
      Array.from({ length: 5000 }, (_, at) => [`${at} ${'x'.repeat(1000)}`, -1 - at]),
    );
    const read = readFirstToken(many);
    expect(read?.top).toHaveLength(32);
    expect(read?.top[0]?.[0]).toHaveLength(64);
    expect(read?.top.map(([, logprob]) => logprob)).toEqual(Array.from({ length: 32 }, (_, at) => -1 - at));
    expect(JSON.stringify(read).length).toBeLessThan(4096);
  });

  it('come back from disk as they were written, and are left out where there are none', () => {
    const logprobs = readFirstToken({ token: ' B', top });
    const completion = completionOf(' B', logprobs === null ? {} : { logprobs });
    const record: unknown = JSON.parse(JSON.stringify(encodeCompletion(completion)));
    expect(record).toMatchObject({ logprobs: { token: ' B', top } });
    expect(decodeCompletion(record)).toEqual(completion);
    expect(encodeCompletion(completionOf(' B'))).not.toHaveProperty('logprobs');
    expect(decodeCompletion(encodeCompletion(completionOf(' B')))).not.toHaveProperty('logprobs');
  });
});
