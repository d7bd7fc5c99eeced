import type { Image, Interpreter } from './interpreter.ts';

const MB = 1024 * 1024;
/**
 * WebAssembly memory cannot shrink: an interpreter that grew by more than this is replaced. Not beyond the
 * smallest cap, so that no program inherits more room than its own limit gives.
 */
const KEEP_GROWTH_MB = 32;
/** An interpreter is replaced after so many programs or sessions, for hygiene. */
const MAX_USES = 2000;

/** Where an interpreter is, or will be once it is needed. */
export type Place = {
  interpreter: Interpreter | null;
  readonly image: Image;
  uses: number;
  /** The session whose state is in the interpreter, and which of its states that is. */
  live: { readonly session: string; readonly version: number } | null;
  /** Sessions come here: it stays when programs want another image. */
  hosts: boolean;
};

type Start = (image: Image, forTests: boolean) => Interpreter;

const emptyPlace = (image: Image): Place => ({ interpreter: null, image, uses: 0, live: null, hosts: false });

const leave = (place: Place): void => {
  place.interpreter?.dispose();
  Object.assign(place, { interpreter: null, uses: 0, live: null });
};

const isWorn = ({ interpreter, image, uses }: Place): boolean =>
  uses >= MAX_USES ||
  (interpreter !== null && interpreter.memoryBytes() > image.facts.memoryBytes + KEEP_GROWTH_MB * MB);

/** The interpreters of a worker, started when needed and replaced when in doubt. */
export const createPlaces = (plain: Image, startInterpreter: Start) => {
  const candidates = new Map([[plain, emptyPlace(plain)]]);
  let lastImage = plain;
  let tests = emptyPlace(plain);

  const candidateOf = (image: Image): Place => {
    const place = candidates.get(image) ?? emptyPlace(image);
    candidates.set(image, place);
    return place;
  };
  const started = (place: Place): Interpreter => {
    place.interpreter ??= startInterpreter(place.image, place === tests);
    return place.interpreter;
  };
  const tidy = (place: Place, broken: boolean): void => {
    if (place.interpreter === null) return;
    place.uses++;
    if (broken || isWorn(place)) leave(place);
  };

  /** One that holds nobody's state any more; memory that a session has grown goes, here and beside it. */
  const takeFreshFrom = (image: Image): Interpreter => {
    const place = candidateOf(image);
    place.live = null;
    for (const each of candidates.values()) if (isWorn(each)) leave(each);
    return started(place);
  };

  return {
    /** For a program's candidate; what a session had there is overwritten. Other images go, unless sessions use them. */
    takeCandidate: (image: Image): Interpreter => {
      for (const place of candidates.values()) if (place.image !== image && !place.hosts) leave(place);
      lastImage = image;
      return takeFreshFrom(image);
    },
    /** For a program's tests; without an image from that of the last ones. */
    takeTests: (image = tests.image): Interpreter => {
      if (tests.image !== image) {
        leave(tests);
        tests = emptyPlace(image);
      }
      return started(tests);
    },
    /** For a session that is not there: an interpreter that is to be given its state. */
    takeForSession: (image: Image): Interpreter => {
      const place = candidateOf(image);
      place.hosts = true;
      place.uses++;
      return takeFreshFrom(image);
    },
    /** The interpreter where a session is in place, as it is at that version. */
    findLive: (image: Image, session: string, version: number): Interpreter | null => {
      const { live, interpreter } = candidateOf(image);
      return live?.session === session && live.version === version ? interpreter : null;
    },
    /** A session's cell has ended: the state it has left, or null when the interpreter cannot be used again. */
    settle: (image: Image, live: Place['live']): void => {
      const place = candidateOf(image);
      if (live === null) leave(place);
      else place.live = live;
    },
    tidyCandidate: (broken: boolean): void => tidy(candidateOf(lastImage), broken),
    tidyTests: (broken: boolean): void => tidy(tests, broken),
    /** Starts what the next program or cell will need when it is like the last one. */
    prepare: (): void => {
      started(candidateOf(lastImage));
      started(tests);
    },
  };
};

export type Places = ReturnType<typeof createPlaces>;
