import { useEffect, useRef, useState } from 'preact/hooks';
import type { Row } from '../../api.ts';
import type { Open } from '../route.ts';
import { isControl, useKeys } from '../shell/keys.ts';
import type { Rows } from './rows.ts';

export type Cursor = {
  /** Which row is meant, from 0; null before any is. */
  readonly at: number | null;
  open(index: number, row: Row): void;
  move(by: number): void;
};

/**
 * Moves through a list by keys; what is open follows.
 * @param list names the list: in another the cursor begins anew
 * @param open what the address says
 * @param show puts another into the address; null closes. With `replace` it is no step of "back".
 */
export const useCursor = (
  rows: Rows,
  list: string,
  open: Open | null,
  show: (open: Open | null, replace: boolean) => void,
): Cursor => {
  const [at, setAt] = useState<number | null>(open?.at ?? null);
  const opened = open?.at ?? null;
  const known = useRef(list);
  useEffect(() => {
    if (known.current !== list) setAt(opened);
    known.current = list;
  }, [list, opened]);
  useEffect(() => {
    if (opened !== null) setAt(opened);
  }, [opened]);
  const showRow = (index: number, row: Row, replace: boolean): void =>
    show({ id: row.id, trial: row.trial, at: index }, replace);
  const openRow = (index: number, row: Row): void => {
    setAt(index);
    showRow(index, row, open !== null);
  };
  const move = (by: number): void => {
    const matched = rows.about?.matched ?? 0;
    if (matched === 0) return;
    const next = at === null ? (by > 0 ? 0 : matched - 1) : Math.max(0, Math.min(matched - 1, at + by));
    setAt(next);
    if (open === null) return;
    rows.find(next).then(
      row => row !== null && showRow(next, row, true),
      () => {},
    );
  };
  const enter = (event: KeyboardEvent): unknown => {
    if (isControl(event.target) || at === null) return false;
    return rows.find(at).then(
      row => row !== null && openRow(at, row),
      () => {},
    );
  };
  const inList =
    (by: number) =>
    (event: KeyboardEvent): unknown =>
      isInList(event.target) ? move(by) : false;
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: inList(1),
    ArrowUp: inList(-1),
    Home: inList(Number.NEGATIVE_INFINITY),
    End: inList(Number.POSITIVE_INFINITY),
    ']': () => (open === null ? false : move(1)),
    '[': () => (open === null ? false : move(-1)),
    Enter: enter,
    Escape: () => (open === null ? false : show(null, false)),
  });
  return { at, open: openRow, move };
};

/** Arrows belong to the list when it has the focus, or nothing has. */
const isInList = (target: EventTarget | null): boolean =>
  target === document.body ||
  (target instanceof Element && (target.id === 'main' || target.closest('[role=listbox]') !== null));
