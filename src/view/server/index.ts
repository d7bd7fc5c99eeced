export { type Assets, loadAssets } from './assets.ts';
export type { DrawFigure } from './figure.ts';
export { serveView, type View, type ViewOptions } from './serve.ts';
export { type SiteOptions, writeSite } from './write-site.ts';
