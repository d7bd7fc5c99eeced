import type { ComponentChildren } from 'preact';

type ScrollProps = {
  readonly label: string;
  readonly class?: string;
  readonly children: ComponentChildren;
};

/** Wide content that scrolls sideways, by keys too. */
export const Scroll = ({ label, class: name = '', children }: ScrollProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: without a place for the focus keys could not scroll it
  <section class={`scroll-x ${name}`} tabIndex={0} aria-label={label}>
    {children}
  </section>
);
