import type { FigureAsk, RunPage } from '../../api.ts';
import { Fold } from '../sample/fold.tsx';
import { useLoaded, useSession } from '../shell/source-context.ts';
import { counted } from '../shell/words.ts';

/** The figures of a run: how its trials ended, and behind it those of each benchmark. */
export const Figures = ({ run }: { readonly run: RunPage }) => {
  const byTask = Map.groupBy(run.figures ?? [], ({ task }) => task);
  if (byTask.size === 0) return null;
  return (
    <section class="block-section">
      <h2>Figures</h2>
      {[...byTask].map(([task, asks], index) => (
        <Fold
          key={task ?? ''}
          title={task ?? 'all benchmarks'}
          note={counted(asks.length, 'figure')}
          open={index === 0}
        >
          <div class="figures">
            {asks.map(ask => (
              <Figure key={JSON.stringify(ask)} ask={ask} />
            ))}
          </div>
        </Fold>
      ))}
    </section>
  );
};

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
