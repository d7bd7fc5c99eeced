import { Component, type ComponentChildren } from 'preact';
import { useModule } from '../reading/lazy.ts';
import { isReadable } from '../reading/readable.ts';
import { Raw } from '../text/raw.tsx';

const markdown = () => import('../reading/markdown.tsx');

/** A text as Markdown; as it is until that can be read, and where it cannot. */
export const Reading = ({ text }: { readonly text: string }) => {
  const part = useModule(markdown);
  if (part === null || !isReadable(text)) return <Raw text={text} />;
  return (
    <Guarded key={text} instead={<Raw text={text} />}>
      <part.Markdown text={text} />
    </Guarded>
  );
};

type GuardedProps = { readonly instead: ComponentChildren; readonly children: ComponentChildren };

/** No text may break the page: one that no parser was made for is shown as it is. */
class Guarded extends Component<GuardedProps, { readonly failed: boolean }> {
  static override getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }
  override state = { failed: false };
  override render({ instead, children }: GuardedProps) {
    return this.state.failed ? instead : children;
  }
}
