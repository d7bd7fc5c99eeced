import { useEffect, useState } from 'preact/hooks';
import { Copy } from '../shell/icons.tsx';

type CopyProps = { readonly text: string; readonly what: string };

/** Puts a text on the clipboard, untouched, and says so. */
export const CopyButton = ({ text, what }: CopyProps) => {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), 1500);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = (): void => {
    copyText(text).then(
      () => setSaid('copied'),
      () => setSaid('not allowed'),
    );
  };
  return (
    <button
      type="button"
      class="quiet-button"
      onClick={copy}
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
    >
      <Copy size={14} />
      <span role="status">{said ?? ''}</span>
    </button>
  );
};

/** The clipboard needs a secure context; a page opened from a file on some systems is none. */
const copyText = async (text: string): Promise<void> => {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'off-screen';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (!done) throw new Error('not allowed');
};
