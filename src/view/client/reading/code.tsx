import { CopyButton } from '../text/copy.tsx';
import { Raw } from '../text/raw.tsx';
import { useModule } from './lazy.ts';

const highlight = () => import('./highlight.tsx');

/** Longest program that is coloured, in UTF-16 units. */
const maxColoured = 40_000;

type CodeProps = { readonly text: string; readonly language: string | null };

/** A program, coloured when its language is one we know. */
export const Code = ({ text, language }: CodeProps) => {
  const colours = useModule(highlight);
  const coloured = colours !== null && text.length <= maxColoured ? colours.coloured(text, language) : null;
  return (
    <div class="code">
      <div class="code-tools">
        {language !== null && language !== '' && <bdi class="quiet">{language.slice(0, 20)}</bdi>}
        <CopyButton text={text} what="the code" />
      </div>
      {coloured === null ? (
        <Raw text={text} />
      ) : (
        <div class="raw">
          <pre class="block">{coloured}</pre>
        </div>
      )}
    </div>
  );
};
