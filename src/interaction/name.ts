import { joinProtocol, splitProtocol } from '../core/index.ts';

/** Most turns that a name may ask for. */
export const mostTurns = 99;

/** What the name of a protocol with turns is made of. */
export type TurnsName = {
  /** The protocol that is continued, profile included: `cot`, `cot@eurus`. */
  readonly base: string;
  readonly turns: number;
  /** A critic comments on the turns. */
  readonly critique: boolean;
};

/** `cot-turns5-critique@eurus` taken apart; null for a name that says nothing of turns. */
export const readTurnsName = (name: string): TurnsName | null => {
  const { setting, profile } = splitProtocol(name);
  const [, base, turns, critique] = /^(.+)-turns([1-9]\d?)(-critique)?$/.exec(setting) ?? [];
  if (base === undefined) return null;
  return { base: joinProtocol(base, profile), turns: Number(turns), critique: critique !== undefined };
};

/** `<setting>-turns<N>[-critique][@profile]` */
export const writeTurnsName = ({ base, turns, critique }: TurnsName): string => {
  const { setting, profile } = splitProtocol(base);
  return joinProtocol(`${setting}-turns${turns}${critique ? '-critique' : ''}`, profile);
};
