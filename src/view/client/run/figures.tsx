import type { FigureAsk } from '../../api.ts';
import { useLoaded, useSession } from '../shell/source-context.ts';

/** Figures side by side where there is room. */
export const Figures = ({ asks }: { readonly asks: readonly FigureAsk[] }) =>
  asks.length === 0 ? null : (
    <div class="figures">
      {asks.map(ask => (
        <Figure key={JSON.stringify(ask)} ask={ask} />
      ))}
    </div>
  );

/** Both themes stand in the page, one of them is shown and loaded. */
const Figure = ({ ask }: { readonly ask: FigureAsk }) => {
  const { revision } = useSession();
  const changes = revision([ask.run]);
  const loaded = useLoaded(JSON.stringify(ask), changes, async source => ({
    light: await source.figure(ask, 'light'),
    dark: await source.figure(ask, 'dark'),
  }));
  if (loaded.state !== 'ready') return null;
  return (
    <>
      {(['light', 'dark'] as const).map(theme => {
        const address = loaded.value[theme];
        // The same address would not be asked for again.
        const src = changes === 0 || address === null ? address : `${address}&changes=${changes}`;
        return src === null ? null : (
          <img key={theme} class={`figure ${theme}-only`} src={src} alt={altOf(ask)} loading="lazy" />
        );
      })}
    </>
  );
};

const altOf = ({ name, task = 'all benchmarks', by }: FigureAsk): string =>
  by === undefined ? `${name} of ${task}` : `${task} by ${by}`;
