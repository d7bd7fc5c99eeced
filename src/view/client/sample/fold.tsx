import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Foreign } from '../text/foreign.tsx';

type FoldProps = {
  readonly title: string;
  readonly note: string;
  readonly open?: boolean;
  readonly children: ComponentChildren;
};

/** A part that is made when it is opened. */
export const Fold = ({ title, note, open = false, children }: FoldProps) => {
  const [opened, setOpened] = useState(open);
  return (
    <details class="fold" open={opened} onToggle={event => setOpened(event.currentTarget.open)}>
      <summary>
        <Foreign text={title} /> <span class="quiet">{note}</span>
      </summary>
      {opened && <div class="fold-body">{children}</div>}
    </details>
  );
};
