import { describe, expect, it } from 'vitest';
import { benchmarks } from '../../benchmarks/index.ts';
import { protocolNamed, readTurnsName, writeTurnsName } from '../../src/interaction/index.ts';
import { kindOf } from '../../src/interaction/kind.ts';

describe('the name of a protocol with turns', () => {
  it.each([
    ['cot-turns5', { base: 'cot', turns: 5, critique: false }],
    ['cot-turns5-critique', { base: 'cot', turns: 5, critique: true }],
    ['pot-turns12@eurus-2404', { base: 'pot@eurus-2404', turns: 12, critique: false }],
    ['interact-turns3-critique@mint', { base: 'interact@mint', turns: 3, critique: true }],
  ])('%s says what it is made of', (name, parts) => {
    expect(readTurnsName(name)).toEqual(parts);
    expect(writeTurnsName(parts)).toBe(name);
  });

  it.each(['cot', 'cot@turns5', '-turns5', 'cot-turns0', 'cot-turns05', 'cot-turns100', 'cot-turns5-critic'])(
    '%s says nothing of turns',
    name => expect(readTurnsName(name)).toBeNull(),
  );
});

describe('the protocol of a name', () => {
  it.each(benchmarks.map(benchmark => [benchmark.id, benchmark] as const))(
    'is there for all of %s',
    (_, benchmark) => {
      for (const [name, protocol] of Object.entries(benchmark.protocols)) {
        expect(protocolNamed(benchmark, name)).toBe(protocol);
        const turned = protocolNamed(benchmark, writeTurnsName({ base: name, turns: 4, critique: true }));
        expect(turned?.interaction).toMatchObject({ maxSteps: 4 });
        expect(Object.keys(turned?.graders ?? {})).toContain(turned?.interaction?.judge);
      }
      expect(protocolNamed(benchmark, 'nothing-turns4')).toBeUndefined();
      expect(protocolNamed(benchmark, 'constructor-turns4')).toBeUndefined();
    },
  );

  it('has a session exactly where a tool is promised', () => {
    for (const { domain, protocols } of benchmarks) {
      for (const [name, protocol] of Object.entries(protocols)) {
        if (protocol.interaction !== undefined) continue;
        const setting = name.split('@')[0];
        const kind = domain === 'code' ? 'program' : setting === 'pot' ? 'tool' : 'answer';
        expect(kindOf(protocol, domain), name).toBe(kind);
      }
    }
  });
});
