import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EurusError, messageOf } from '../../core/index.ts';
import type { Assets } from './assets.ts';
import { compared } from './compare.ts';
import { type Events, openEvents } from './events.ts';
import { type DrawFigure, type Figures, figureAsked, openFigures } from './figure.ts';
import { guarded } from './guard.ts';
import { type Library, openLibrary } from './library.ts';
import { Refusal } from './refusal.ts';
import { type Answer, jsonAnswer, picturePolicy, respond } from './respond.ts';
import { rowsOf } from './rows.ts';
import { sampleOf, treeOf } from './sample.ts';

export type ViewOptions = {
  /** A folder of runs, or a run. */
  readonly folder: string;
  /** Of this program. */
  readonly version: string;
  /** 0: any free one. */
  readonly port: number;
  /** True takes any free port where that one is taken. */
  readonly orAnother?: boolean;
  /** The page, by path. */
  readonly assets: Assets;
  /** What draws the figures of summaries; left out: there are none. */
  readonly drawFigure?: DrawFigure;
  /** Between two looks at the files while a page listens; 1000 when left out. */
  readonly everyMs?: number;
};

export type View = {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** Stops listening and cuts what is open. */
  close(): Promise<void>;
};

/**
 * Serves the page and what it asks for, on loopback only.
 * @throws EurusError `USAGE` when the folder is none, or the port is taken
 */
export const serveView = async (options: ViewOptions): Promise<View> => {
  const library = await openLibrary(options.folder, options.version);
  const events = openEvents(library, { everyMs: options.everyMs ?? 1000 });
  const figures = openFigures(library, options.drawFigure ?? null);
  const server = createServer((request, response) => {
    answer(request, response, { library, events, figures, assets: options.assets }).catch((thrown: unknown) =>
      respond(request, response, errorAnswer(thrown)),
    );
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.maxConnections = 256;
  const port = await listen(server, options.port, options.orAnother ?? false);
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      events.close();
      library.close();
      server.closeAllConnections();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
};

const listen = (server: Server, port: number, orAnother: boolean): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (thrown: NodeJS.ErrnoException) => {
      if (orAnother) return resolve(listen(server, 0, false));
      reject(
        new EurusError('USAGE', `--port ${port} cannot be used: ${thrown.code ?? thrown.message}`, {
          hint: 'Leave --port out for a free one.',
          cause: thrown,
        }),
      );
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

type Sources = {
  readonly library: Library;
  readonly events: Events;
  readonly figures: Figures;
  readonly assets: Assets;
};

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  sources: Sources,
): Promise<void> => {
  // A body is never read.
  request.resume();
  const { pathname, searchParams } = guarded(request);
  if (pathname === '/api/events' && request.method === 'GET') {
    return sources.events.listen(request, response);
  }
  const given = new AbortController();
  response.on('close', () => given.abort());
  const asked = (name: string): string => {
    const value = searchParams.get(name);
    if (value === null) throw new Refusal(400, `${name} is missing in the address`);
    return value;
  };
  if (pathname === '/figure.svg') {
    const { ask, theme } = figureAsked(searchParams);
    return respond(request, response, pictureAnswer(await sources.figures.draw(ask, theme)));
  }
  const route = routes.get(pathname);
  respond(
    request,
    response,
    route === undefined ? assetAnswer(sources.assets, pathname) : await route(sources, asked, given.signal),
  );
};

type Route = (
  sources: Sources,
  asked: (name: string) => string,
  signal: AbortSignal,
) => Promise<Answer> | Answer;

const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/api/runs', async ({ library }) => jsonAnswer(await library.list())],
  [
    '/api/run',
    async ({ library, figures }, asked) => {
      const page = await library.page(asked('run'));
      return jsonAnswer({ ...page, figures: figures.of(page) });
    },
  ],
  ['/api/compare', async ({ library }, asked) => jsonAnswer(await compared(library, asked('a'), asked('b')))],
  ['/api/rows', async ({ library }, asked, signal) => jsonAnswer(await rowsOf(library, asked('q'), signal))],
  [
    '/api/sample',
    async ({ library }, asked) =>
      jsonAnswer(await sampleOf(library, asked('run'), asked('task'), asked('id'))),
  ],
  [
    '/api/tree',
    async ({ library }, asked) =>
      jsonAnswer(await treeOf(library, asked('run'), asked('task'), asked('id'), asked('grader'))),
  ],
]);

const pictureAnswer = (svg: string): Answer => ({
  type: 'image/svg+xml; charset=utf-8',
  body: svg,
  policy: picturePolicy,
});

/** Assets are found in a fixed list: no path of a request ever leads to a file. */
const assetAnswer = (assets: Assets, pathname: string): Answer => {
  const asset = assets.get(pathname === '/' ? '/index.html' : pathname);
  if (asset === undefined) throw new Refusal(404, 'there is nothing here');
  return { type: asset.type, body: asset.bytes };
};

const errorAnswer = (thrown: unknown): Answer => {
  if (thrown instanceof Refusal) return jsonAnswer({ error: thrown.message }, thrown.status);
  if (thrown instanceof EurusError) return jsonAnswer({ error: messageOf(thrown) }, 409);
  return jsonAnswer({ error: `unexpected: ${messageOf(thrown)}` }, 500);
};
