import { useEffect, useRef, useState } from 'preact/hooks';
import type { RunList } from '../api.ts';
import { Board } from './board/page.tsx';
import { ComparePage } from './compare/page.tsx';
import { board, hashOf, type Route } from './route.ts';
import { RunPage } from './run/page.tsx';
import { Header } from './shell/header.tsx';
import { Help } from './shell/help.tsx';
import { useKeys } from './shell/keys.ts';
import { go, useRoute } from './shell/navigation.ts';
import { SessionContext, useLoaded, useSession, useSessionOf } from './shell/source-context.ts';
import { Empty, When } from './shell/states.tsx';
import { toggled, useTheme } from './shell/theme.ts';
import type { Source } from './source/source.ts';
import { TaskPage } from './task/page.tsx';

/** The whole page over one source. */
export const App = ({ source }: { readonly source: Source }) => {
  const session = useSessionOf(source);
  return (
    <SessionContext.Provider value={session}>
      <Shell />
    </SessionContext.Provider>
  );
};

const Shell = () => {
  const route = useRoute();
  const [theme, setTheme] = useTheme();
  const [help, setHelp] = useState(false);
  const list = useRunList();
  useKeys({
    '?': () => setHelp(true),
    t: () => setTheme(toggled(theme)),
    g: () => go(board),
    r: () =>
      (route.page === 'task' || route.page === 'compare') &&
      go({ ...route, raw: !route.raw }, { replace: true }),
  });
  useFreshStart(route);
  const title = titleOf(route);
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <Header
        route={route}
        list={list.state === 'ready' ? list.value : null}
        onTheme={() => setTheme(toggled(theme))}
        onHelp={() => setHelp(true)}
      />
      <main id="main" tabIndex={-1} class={`main-${route.page}`}>
        <When of={list} what="the runs">
          {runs => <Page route={route} list={runs} />}
        </When>
      </main>
      <Help open={help} onClose={() => setHelp(false)} />
    </>
  );
};

/** Another page is read from its beginning, by eyes and by screen readers. */
const useFreshStart = (route: Route): void => {
  const place = [
    route.page,
    'run' in route ? route.run : '',
    route.page === 'run' || !('task' in route) ? '' : route.task,
  ].join(' ');
  const last = useRef(place);
  useEffect(() => {
    if (last.current === place) return;
    last.current = place;
    scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [place]);
};

/** All runs that are shown, read again when one has changed. */
const useRunList = () => {
  const { revision } = useSession();
  return useLoaded('runs', revision(), (source, signal) => source.runs(signal));
};

const Page = ({ route, list }: { readonly route: Route; readonly list: RunList }) => {
  switch (route.page) {
    case 'board':
      return <Board route={route} list={list} />;
    case 'run':
      return <RunPage route={route} />;
    case 'task':
      return <TaskPage key={`${route.run} ${route.task}`} route={route} list={list} />;
    case 'compare':
      return <ComparePage route={route} list={list} />;
    default:
      return (
        <Empty>
          There is nothing at this address. <a href={hashOf(board)}>Leaderboard</a>
        </Empty>
      );
  }
};

const titleOf = (route: Route): string => {
  switch (route.page) {
    case 'run':
      return `${route.run} · eurus-eval`;
    case 'task':
      return `${route.open === null ? '' : `${route.open.id} · `}${route.task} · ${route.run} · eurus-eval`;
    case 'compare':
      return 'compare · eurus-eval';
    default:
      return 'eurus-eval';
  }
};
