import { plain } from '../plain.ts';
import type { ReplicaCounts } from './counts.ts';
import type { Piece } from './style.ts';

/** More are not shown one by one, but for those that are away. */
const mostShown = 6;
const mostAway = 4;

/** Several servers, each with what is in flight there of its window, and what it has answered; nothing for one. */
export const replicaItems = (replicas: readonly ReplicaCounts[]): readonly (readonly Piece[])[] => {
  if (replicas.length === 0) return [];
  const names = shortNames(replicas.map(({ url }) => url));
  const all = replicas.map((replica, place) => ({ ...standingOf(replica), name: names[place] ?? '' }));
  if (all.length <= mostShown) return all.map(itemOf);
  const away = all.filter(one => one.away !== null);
  const hidden = away.length - mostAway;
  return [
    [['servers ', 'faint'], [`${all.length - away.length}`], [` of ${all.length}`, 'faint']],
    ...away.slice(0, mostAway).map(itemOf),
    ...(hidden > 0 ? [[[`and ${hidden} more`, 'warning'] as Piece]] : []),
  ];
};

const standingOf = ({ inFlight, window, answered, away }: ReplicaCounts) => ({
  ...{ inFlight, window, answered, away },
});

type Standing = ReturnType<typeof standingOf> & { readonly name: string };

const itemOf = ({ name, inFlight, window, answered, away }: Standing): readonly Piece[] => [
  [`${plain(name)} `, 'faint'],
  ...(away === null
    ? [[String(inFlight)] as Piece, [` of ${window}`, 'faint'] as Piece]
    : [[plain(away), 'warning'] as Piece]),
  [`, ${answered} answered`, 'faint'],
];

/** Host and port alone, where that tells them apart. */
const shortNames = (urls: readonly string[]): readonly string[] => {
  const hosts = urls.map(url => (URL.canParse(url) ? new URL(url).host : url));
  return new Set(hosts).size === hosts.length ? hosts : urls;
};
