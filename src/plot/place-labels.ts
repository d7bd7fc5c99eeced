import { textWidth } from './text-width.ts';

/** A point with its name, in px from the upper left corner. */
export type Named = {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** Faint lines through the point, that names had better not stand on. */
  readonly lines?: readonly Line[];
};

export type Line = { readonly from: Spot; readonly to: Spot };

/** Where a name stands: its left end and the middle of its height; and the end of a line to its point, if it is away. */
export type Placed = Named & {
  readonly left: number;
  readonly middle: number;
  readonly lineEnd: { readonly x: number; readonly y: number } | null;
};

export type Area = {
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** Radius of a point in px. */
  readonly radius: number;
};

type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

type Spot = { readonly x: number; readonly y: number };

type Candidate = {
  readonly box: Box;
  readonly distance: number;
  /** To the point, where the name is not beside it. */
  readonly line: Line | null;
};

/** Gaps between a point and its name that are tried, in px, and directions around it. */
const distances = [3, 9, 17, 27, 40, 56, 75];
const directions = 16;

/** Left free beside the axes, in px. */
const rim = 3;

/** A name this far from its point has a line to it. */
const lineFrom = 9;

/** Rounds in which each name may find a better place, given where the others stand; one where there are very many. */
const roundsFor = (names: number): number => (names > 100 ? 1 : 6);

/**
 * Names beside their points so that they cover neither each other nor points, as far as there is room; within the area.
 * The crowded ones choose first; then each moves where it is better off, a few rounds. Equal points, equal places.
 */
export const placeLabels = (points: readonly Named[], area: Area): readonly Placed[] => {
  const dots = points.map(({ x, y }) => boxAround(x, y, area.radius + 1));
  const bars = points.flatMap(({ lines = [] }) => lines);
  const options = points.map(point => candidatesOf(point, area));
  const crowd = points.map(({ x, y }) => points.filter(p => Math.hypot(p.x - x, p.y - y) < 60).length);
  const order = points.map((_, index) => index).sort((a, b) => (crowd[b] ?? 0) - (crowd[a] ?? 0) || a - b);
  const chosen: (Candidate | undefined)[] = points.map(() => undefined);
  const rounds = roundsFor(points.length);
  for (let round = 0, moved = true; moved && round < rounds; round += 1) {
    moved = false;
    for (const index of order) {
      const found = best(options[index] ?? [], candidate => {
        const others = chosen.flatMap((other, at) => (at === index || other === undefined ? [] : other));
        return costOf(candidate, others, dots, bars);
      });
      moved ||= found !== chosen[index];
      chosen[index] = found;
    }
  }
  return points.map((point, index) => placed(point, chosen[index]));
};

const costOf = (
  { box, distance, line }: Candidate,
  others: readonly Candidate[],
  dots: readonly Box[],
  bars: readonly Line[],
): number => {
  const overlaps = 4 * sum(others.map(other => overlap(box, other.box)));
  const hidden = 3 * sum(dots.map(dot => overlap(box, dot)));
  const struck = 3 * sum(others.map(other => within(other.line, box) + within(line, other.box)));
  const crossed = 0.12 * sum(bars.map(bar => within(bar, box)));
  return distance + overlaps + hidden + struck + crossed;
};

const candidatesOf = (
  { name, x, y }: Named,
  { width, height, fontSize, radius }: Area,
): readonly Candidate[] => {
  const [half, rise] = [textWidth(name, fontSize) / 2 + 1, fontSize / 2 + 1];
  return distances.flatMap(distance =>
    Array.from({ length: directions }, (_, turn) => {
      const angle = (2 * Math.PI * turn) / directions;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const reach = radius + distance;
      // To the right and left the end of the name is near its point, above and below its middle.
      const [cx, cy] = [x + cos * reach + cornered(cos) * half, y + sin * reach + cornered(sin) * rise];
      const left = Math.min(Math.max(cx - half, rim), Math.max(rim, width - 2 * half));
      const top = Math.min(Math.max(cy - rise, 0), Math.max(0, height - 2 * rise - rim));
      const box = { left, top, right: left + 2 * half, bottom: top + 2 * rise };
      const to = nearest({ x, y }, box);
      // At the rim a name may have been moved away from its point, or onto it.
      const away = Math.hypot(to.x - x, to.y - y) - radius;
      return {
        box,
        distance: Math.max(distance, away),
        line: away < lineFrom - 1 ? null : { from: { x, y }, to },
      };
    }),
  );
};

/** −1 to 1, and soon at its ends: where a name leans on its point. */
const cornered = (part: number): number => Math.min(1, Math.max(-1, part * 1.6));

const placed = (point: Named, choice: Candidate | undefined): Placed => {
  const { left, top, bottom } = choice?.box ?? boxAround(point.x, point.y, 0);
  return { ...point, left: left + 1, middle: (top + bottom) / 2, lineEnd: choice?.line?.to ?? null };
};

const nearest = ({ x, y }: Spot, { left, top, right, bottom }: Box): Spot => ({
  x: Math.min(Math.max(x, left), right),
  y: Math.min(Math.max(y, top), bottom),
});

/** Length in px of the part of a straight line that is within a box (clipped as Liang and Barsky 1984 do). */
const within = (line: Line | null, { left, top, right, bottom }: Box): number => {
  if (line === null) return 0;
  const { from, to } = line;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  let [start, end] = [0, 1];
  const clip = (step: number, room: number): void => {
    if (step === 0 && room < 0) end = 0;
    if (step < 0) start = Math.max(start, room / step);
    if (step > 0) end = Math.min(end, room / step);
  };
  clip(-dx, from.x - left);
  clip(dx, right - from.x);
  clip(-dy, from.y - top);
  clip(dy, bottom - from.y);
  return end > start ? (end - start) * Math.hypot(dx, dy) : 0;
};

const boxAround = (x: number, y: number, radius: number): Box => ({
  left: x - radius,
  top: y - radius,
  right: x + radius,
  bottom: y + radius,
});

const overlap = (a: Box, b: Box): number => {
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return wide > 0 && high > 0 ? wide * high : 0;
};

const best = (
  candidates: readonly Candidate[],
  cost: (candidate: Candidate) => number,
): Candidate | undefined => {
  let least = Number.POSITIVE_INFINITY;
  let found: Candidate | undefined;
  for (const candidate of candidates) {
    const its = cost(candidate);
    if (its < least) [least, found] = [its, candidate];
  }
  return found;
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
