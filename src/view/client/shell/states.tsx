import type { ComponentChildren } from 'preact';
import type { Loaded } from './source-context.ts';

type WhenProps<T> = {
  readonly of: Loaded<T>;
  /** What is being read, for the reader who waits. */
  readonly what: string;
  readonly children: (value: T) => ComponentChildren;
};

/** What has been loaded, or why it is not there. */
export const When = <T,>({ of, what, children }: WhenProps<T>) => {
  if (of.state === 'ready') return <>{children(of.value)}</>;
  if (of.state === 'loading') {
    return (
      <p class="note waiting" role="status">
        Reading {what} …
      </p>
    );
  }
  return (
    <div class="note problem" role="alert">
      <p>
        Could not read {what}: <bdi>{of.message}</bdi>
      </p>
      {of.hint !== null && <p class="quiet">{of.hint}</p>}
    </div>
  );
};

export const Empty = ({ children }: { readonly children: ComponentChildren }) => (
  <div class="note empty">{children}</div>
);
