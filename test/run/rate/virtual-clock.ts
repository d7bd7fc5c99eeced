import type { Clock } from '../../../src/run/rate/clock.ts';

type Event = { readonly at: number; readonly order: number; readonly act: () => void };

export type VirtualClock = Clock & {
  /** Does the next thing that is due, at its time. @returns false when there is none */
  step(): boolean;
};

/** A clock that stands still between events: a heap of what is due. */
export const createVirtualClock = (): VirtualClock => {
  const heap: Event[] = [];
  const cancelled = new Set<Event>();
  let [now, order] = [0, 0];
  const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

  const push = (event: Event): void => {
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Event;
      if (!isBefore(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  };

  const pop = (): Event | undefined => {
    const first = heap[0];
    const event = heap.pop();
    if (first === undefined || event === undefined || heap.length === 0) return first;
    for (let at = 0; ; ) {
      let child = 2 * at + 1;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child += 1;
      if (child >= heap.length || isBefore(event, heap[child] as Event)) {
        heap[at] = event;
        return first;
      }
      heap[at] = heap[child] as Event;
      at = child;
    }
  };

  return {
    now: () => now,
    after: (ms, act) => {
      const event = { at: now + ms, order: order++, act };
      push(event);
      return () => cancelled.add(event);
    },
    step: () => {
      for (;;) {
        const event = pop();
        if (event === undefined) return false;
        if (cancelled.delete(event)) continue;
        now = event.at;
        event.act();
        return true;
      }
    },
  };
};
