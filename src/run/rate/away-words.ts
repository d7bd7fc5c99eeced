import { EurusError } from '../../core/index.ts';
import { visible } from '../quote.ts';
import type { Away } from './outage.ts';

/** What a run says of a server that is away. */
export const awayState = ({ cause }: Away): string => `waiting for the server: ${visible(cause)}`;

export const awayNotice = ({ sinceMs, cause }: Away, patienceMs: number): string =>
  `The server has not answered since ${clockTime(sinceMs)} (${visible(cause)}); waiting up to ${inWords(patienceMs)} for it, Ctrl-C stops`;

export const backNotice = ({ sinceMs }: Away, nowMs: number): string =>
  `The server answers again after ${inWords(nowMs - sinceMs)}; going on`;

export const gaveUp = ({ sinceMs, message }: Away, nowMs: number): EurusError =>
  new EurusError(
    'ENDPOINT_UNREACHABLE',
    `The server has not answered for ${inWords(nowMs - sinceMs)}: ${visible(message)}`,
    { hint: 'What is done is kept: the same command goes on from here. --server-patience S waits longer' },
  );

/** What a run says where there are several servers and others go on. */
export const replicaAwayNotice = (url: string, { sinceMs, cause }: Away): string =>
  `${visible(url)} has given no answer since ${clockTime(sinceMs)} (${visible(cause)}); left out and tried again, the others go on`;

export const replicaBackNotice = (url: string, { sinceMs }: Away, nowMs: number): string =>
  `${visible(url)} answers again after ${inWords(nowMs - sinceMs)}`;

/** What a run says when none of several servers is there. */
export const allAwayState = ({ cause }: Away): string => `waiting for the servers: ${visible(cause)}`;

export const allAwayNotice = ({ sinceMs, cause }: Away, count: number, patienceMs: number): string =>
  `None of the ${count} servers has answered since ${clockTime(sinceMs)} (${visible(cause)}); waiting up to ${inWords(patienceMs)} for them, Ctrl-C stops`;

export const allGaveUp = ({ sinceMs, message }: Away, count: number, nowMs: number): EurusError =>
  new EurusError(
    'ENDPOINT_UNREACHABLE',
    `None of the ${count} servers has answered for ${inWords(nowMs - sinceMs)}: ${visible(message)}`,
    { hint: 'What is done is kept: the same command goes on from here. --server-patience S waits longer' },
  );

const clockTime = (ms: number): string => new Date(ms).toTimeString().slice(0, 8);

/** `45 s`, `2 min 5 s`, `1 h 30 min` */
const inWords = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours > 0) return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  if (minutes > 0) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  return `${rest} s`;
};
