import { Fragment } from 'preact';
import { useMemo } from 'preact/hooks';
import { pieces } from './hidden.ts';

type TextProps = { readonly text: string };

/** Text of others, with everything in it to be seen; no element around it. */
export const Pieces = ({ text }: TextProps) => {
  const parts = useMemo(() => pieces(text), [text]);
  return (
    <>
      {parts.map(piece =>
        typeof piece === 'string' ? (
          piece
        ) : (
          <span class="hidden-character" title={piece.name}>
            {piece.code}
          </span>
        ),
      )}
    </>
  );
};

/** Text of others in a line of ours: its direction of writing ends with it. */
export const Foreign = ({ text, class: name }: TextProps & { readonly class?: string }) => (
  <bdi class={name}>
    <Pieces text={text} />
  </bdi>
);

/** A name that may be broken after its own marks when there is little room. */
export const Name = ({ text }: TextProps) => (
  <bdi class="name">
    {text.split(/(?<=[-._/@])/).map((part, index) => (
      <Fragment key={index}>
        {index > 0 && <wbr />}
        <Pieces text={part} />
      </Fragment>
    ))}
  </bdi>
);
