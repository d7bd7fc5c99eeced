import { textWidth } from './text-width.ts';

/** A point with its name, in px from the upper left corner. */
export type Named = { readonly name: string; readonly x: number; readonly y: number };

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

type Candidate = { readonly box: Box; readonly distance: number };

/** Gaps between a point and its name that are tried, in px, and directions around it. */
const distances = [3, 9, 17, 27, 40, 56, 75];
const directions = 16;

/** A name this far from its point has a line to it. */
const lineFrom = 9;

/** Rounds in which each name may find a better place, given where the others stand. */
const rounds = 6;

/**
 * Names beside their points so that they cover neither each other nor points, as far as there is room; within the area.
 * The crowded ones choose first; then each moves where it is better off, a few rounds. Equal points, equal places.
 */
export const placeLabels = (points: readonly Named[], area: Area): readonly Placed[] => {
  const dots = points.map(({ x, y }) => boxAround(x, y, area.radius + 1));
  const options = points.map(point => candidatesOf(point, area));
  const crowd = points.map(({ x, y }) => points.filter(p => Math.hypot(p.x - x, p.y - y) < 60).length);
  const order = points.map((_, index) => index).sort((a, b) => (crowd[b] ?? 0) - (crowd[a] ?? 0) || a - b);
  const chosen: (Candidate | undefined)[] = points.map(() => undefined);
  for (let round = 0; round < rounds; round += 1) {
    for (const index of order) {
      chosen[index] = best(options[index] ?? [], candidate => {
        const names = chosen.flatMap((other, at) => (at === index || other === undefined ? [] : other.box));
        return costOf(candidate, names, dots);
      });
    }
  }
  return points.map((point, index) => placed(point, chosen[index], area));
};

const costOf = ({ box, distance }: Candidate, names: readonly Box[], dots: readonly Box[]): number =>
  distance + 4 * sum(names.map(name => overlap(box, name))) + 3 * sum(dots.map(dot => overlap(box, dot)));

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
      const left = Math.min(Math.max(cx - half, 0), Math.max(0, width - 2 * half));
      const top = Math.min(Math.max(cy - rise, 0), Math.max(0, height - 2 * rise));
      return { box: { left, top, right: left + 2 * half, bottom: top + 2 * rise }, distance };
    }),
  );
};

/** −1 to 1, and soon at its ends: where a name leans on its point. */
const cornered = (part: number): number => Math.min(1, Math.max(-1, part * 1.6));

const placed = (point: Named, choice: Candidate | undefined, { radius }: Area): Placed => {
  const { left, top, right, bottom } = choice?.box ?? boxAround(point.x, point.y, 0);
  const near = { x: Math.min(Math.max(point.x, left), right), y: Math.min(Math.max(point.y, top), bottom) };
  const away = Math.hypot(near.x - point.x, near.y - point.y) - radius;
  return {
    ...point,
    left: left + 1,
    middle: (top + bottom) / 2,
    lineEnd: away >= lineFrom - 1 ? near : null,
  };
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
