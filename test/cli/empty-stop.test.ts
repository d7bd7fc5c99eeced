import { expect, it } from 'vitest';
import { generationOverrides } from '../../src/cli/sampling-options.ts';

const none = { temperature: undefined, topP: undefined, maxTokens: undefined, genKwargs: undefined };

it('an empty stop string is refused, since servers would end every answer at once', () => {
  expect(() => generationOverrides({ ...none, stop: ['\n', ''] })).toThrow('A stop string is empty');
  expect(generationOverrides({ ...none, stop: ['\n', ' '] })).toEqual({ stop: ['\n', ' '] });
});
