import { keepHeapSmall } from '../src/cli/small-heap.ts';
import { serveView } from '../src/view/server/index.ts';

/** The server of the page without the page: `node view-server.ts FOLDER` prints its address. */
keepHeapSmall();
const [folder = '.'] = process.argv.slice(2);
const { url } = await serveView({ folder, version: 'bench', port: 0, assets: new Map() });
console.log(url);
