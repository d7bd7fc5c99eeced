import type { RunList } from '../../api.ts';
import { board, compareRoute, hashOf, type Route, runRoute, taskRoute } from '../route.ts';
import { Foreign } from '../text/foreign.tsx';
import { Question, SunMoon } from './icons.tsx';
import { type Live, useSession } from './source-context.ts';

type HeaderProps = {
  readonly route: Route;
  readonly list: RunList | null;
  onTheme(): void;
  onHelp(): void;
};

const liveWords: Readonly<Record<Exclude<Live, 'off'>, string>> = {
  connecting: 'connecting',
  on: 'live',
  lost: 'not connected',
};

/** Where one is, whether news come in, and what belongs to every page. */
export const Header = ({ route, list, onTheme, onHelp }: HeaderProps) => {
  const { live } = useSession();
  return (
    <header class="top">
      <nav aria-label="Where you are">
        <ol class="crumbs">
          {crumbsOf(route, list).map(({ words, hash }, index, { length }) => (
            <li key={hash}>
              {index === length - 1 ? (
                <span aria-current="page">
                  <Foreign text={words} />
                </span>
              ) : (
                <a href={hash}>
                  <Foreign text={words} />
                </a>
              )}
            </li>
          ))}
        </ol>
      </nav>
      <div class="top-tools">
        {live !== 'off' && (
          <span class={`live-sign ${live}`} role="status">
            <span class="dot" aria-hidden="true" />
            {liveWords[live]}
          </span>
        )}
        {route.page !== 'compare' && (list?.runs.length ?? 0) > 1 && (
          <a class="top-link" href={hashOf(compareRoute(runOf(route), null))}>
            Compare
          </a>
        )}
        <button
          type="button"
          class="quiet-button"
          onClick={onTheme}
          aria-label="Light or dark"
          title="Light or dark (t)"
        >
          <SunMoon />
        </button>
        <button type="button" class="quiet-button" onClick={onHelp} aria-label="Keys" title="Keys (?)">
          <Question />
        </button>
      </div>
    </header>
  );
};

const runOf = (route: Route): string | null =>
  route.page === 'run' || route.page === 'task' ? route.run : null;

const crumbsOf = (
  route: Route,
  list: RunList | null,
): readonly { readonly words: string; readonly hash: string }[] => {
  const start = { words: 'eurus-eval', hash: hashOf(board) };
  if (route.page === 'compare') return [start, { words: 'Compare', hash: hashOf(compareRoute(null, null)) }];
  if (route.page !== 'run' && route.page !== 'task') return [start];
  const model = list?.runs.find(({ id }) => id === route.run)?.model ?? route.run;
  const run = { words: model, hash: hashOf(runRoute(route.run)) };
  if (route.page === 'run') return [start, run];
  return [start, run, { words: route.task, hash: hashOf(taskRoute(route.run, route.task)) }];
};
