/** The files of a session that is put away: what lies in the folders that can be written, and what is open. */
import type { Files, Node, Stream } from './guest.files.ts';

/** A node by its place among the saved ones, by its path in the base tree, or by the descriptor it was attached to. */
type Reference = number | string | { readonly device: number };

type SavedNode = Pick<Node, 'id' | 'kind' | 'mode' | 'modifiedMs' | 'target' | 'size'> & {
  readonly entries: readonly (readonly [name: string, place: number])[];
};

/** Plain data; the contents of the files lie beside it, one after another. */
export type FileState = {
  /** First the folders of the base tree that can be written. */
  readonly nodes: readonly SavedNode[];
  readonly current: Reference;
  readonly nextId: number;
  readonly streams: readonly (Pick<Stream, 'path' | 'flags' | 'position'> & { readonly node: Reference })[];
  /** Descriptors and the places of their streams; two may share one. */
  readonly open: readonly (readonly [fd: number, place: number])[];
};

export const saveFiles = ({ interior, pathOf }: Files): { state: FileState; contents: Uint8Array[] } => {
  const found: Node[] = [...interior.folders()];
  const places = new Map(found.map((node, place) => [node, place]));
  const placeOf = (node: Node): number => {
    const known = places.get(node);
    if (known !== undefined) return known;
    places.set(node, found.length);
    return found.push(node) - 1;
  };
  const referenceTo = (node: Node): Reference => {
    const device = interior.attached.indexOf(node);
    if (device >= 0) return { device };
    return node.fixed ? pathOf(node) : placeOf(node);
  };
  const streams = [...new Set(interior.streams.filter(open => open !== undefined))];
  const opened = streams.map(({ node, path, flags, position }) => ({
    node: referenceTo(node),
    path,
    flags,
    position,
  }));
  const current = referenceTo(interior.current());
  const nodes: SavedNode[] = [];
  // The list grows while it is walked: folders add what is in them.
  for (const { id, kind, mode, modifiedMs, target, size, entries } of found)
    nodes.push({
      ...{ id, kind, mode, modifiedMs, target, size },
      entries: [...entries].map(([name, child]) => [name, placeOf(child)]),
    });
  const open = interior.streams.flatMap((stream, fd) =>
    stream === undefined ? [] : [[fd, streams.indexOf(stream)] as const],
  );
  return {
    state: { nodes, current, nextId: interior.nextId(), streams: opened, open },
    contents: found.map(({ data, size }) => data.subarray(0, size)),
  };
};

/** Puts them into a tree that is as new. */
export const loadFiles = (files: Files, state: FileState, contents: Uint8Array): void => {
  const { interior } = files;
  const folders = interior.folders();
  const nodes = state.nodes.map(({ entries: _entries, ...saved }, place): Node => {
    const folder = folders[place];
    if (folder !== undefined)
      return Object.assign(folder, { modifiedMs: saved.modifiedMs, mode: saved.mode });
    const rest = { parent: null, data: new Uint8Array(0), device: null, fixed: false };
    return { ...saved, ...rest, entries: new Map() };
  });
  const nodeAt = (place: number): Node => {
    const node = nodes[place];
    if (node === undefined) throw new Error('the state of a session names a file that it has not');
    return node;
  };
  const find = (reference: Reference): Node => {
    if (typeof reference === 'number') return nodeAt(reference);
    if (typeof reference === 'string') return files.find(reference, files.base(-100));
    const device = interior.attached[reference.device];
    if (device === undefined) throw new Error('the state of a session names a device that it has not');
    return device;
  };
  let at = 0;
  for (const [place, { size, entries }] of state.nodes.entries()) {
    const node = nodeAt(place);
    node.data = contents.slice(at, at + size);
    at += size;
    for (const [name, child] of entries) {
      node.entries.set(name, nodeAt(child));
      nodeAt(child).parent = node;
    }
  }
  const streams = state.streams.map(({ node, ...stream }): Stream => ({ ...stream, node: find(node) }));
  interior.adopt({
    nextId: state.nextId,
    current: find(state.current),
    nodes: nodes.filter(({ parent }, place) => parent !== null && place >= folders.length).length,
    bytes: at,
    streams: state.open.map(([fd, place]) => [fd, streams[place]]),
  });
};
