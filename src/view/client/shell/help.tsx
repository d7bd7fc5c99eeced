import { useEffect, useRef } from 'preact/hooks';
import { Close } from './icons.tsx';

const keys: readonly (readonly [string, string])[] = [
  ['j  ↓', 'next answer'],
  ['k  ↑', 'previous answer'],
  ['Enter', 'open it'],
  [']  [', 'next and previous while one is open'],
  ['Esc', 'close it; clear the search'],
  ['/', 'search'],
  ['r', 'answer as Markdown or raw'],
  ['g', 'leaderboard'],
  ['t', 'light or dark'],
  ['?', 'this help'],
];

type HelpProps = { readonly open: boolean; onClose(): void };

/** The keys of the page. */
export const Help = ({ open, onClose }: HelpProps) => {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={onClose}>
      <div class="help-head">
        <h2 id="help-title">Keys</h2>
        <button type="button" class="quiet-button end" onClick={onClose} aria-label="Close the help">
          <Close />
        </button>
      </div>
      <dl class="keys">
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              {key.split('  ').map(each => (
                <kbd key={each}>{each}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
};
