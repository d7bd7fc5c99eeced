import { useEffect, useRef } from 'preact/hooks';

/** What keys do, by `KeyboardEvent.key`; a function that returns false leaves the key to the browser. */
export type Keys = Readonly<Record<string, (event: KeyboardEvent) => unknown>>;

/** Listens on the whole page, except where text is typed. */
export const useKeys = (keys: Keys): void => {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) && event.key !== 'Escape') return;
      if (event.target instanceof HTMLSelectElement && !forSelects.has(event.key)) return;
      const act = Object.hasOwn(current.current, event.key) ? current.current[event.key] : undefined;
      if (act !== undefined && act(event) !== false) event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
};

/** Keys that a list of choices has no use for; letters and arrows choose in it. */
const forSelects: ReadonlySet<string> = new Set(['/', '?', 'Escape', '[', ']']);

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type));

/** True on a button, link or field, whose own Enter comes first. */
export const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('a, button, input, select, summary, textarea') !== null;
