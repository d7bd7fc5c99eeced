import type { Nodes, PhrasingContent, RootContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import type { ComponentChildren } from 'preact';
import { Pieces } from '../text/foreign.tsx';
import { Code } from './code.tsx';
import { type Formula, putBack, splitFormulas, takeFormulas } from './formulas.ts';
import { Tex } from './math.tsx';
import { withExecuted } from './tags.ts';

/** Deepest nesting that is shown as such. */
const maxDepth = 24;

type Context = { readonly formulas: readonly Formula[]; readonly depth: number };

/** Markdown as elements of ours: HTML in it is text, pictures and links are their words and addresses. */
export const Markdown = ({ text }: { readonly text: string }) => (
  <div class="markdown" dir="auto">
    {read(text)}
  </div>
);

const read = (source: string): ComponentChildren => {
  const { text, formulas } = takeFormulas(withExecuted(source));
  const tree = fromMarkdown(text, {
    // HTML is text here: it opens no block, in which Markdown and formulas would not be read.
    extensions: [gfmTable(), { disable: { null: ['htmlFlow'] } }],
    mdastExtensions: [gfmTableFromMarkdown()],
  });
  return all(tree.children, { formulas, depth: 0 });
};

const all = (nodes: readonly Nodes[], context: Context): ComponentChildren =>
  nodes.map((node, index) => <Node key={index} node={node} context={context} />);

const Node = ({ node, context }: { readonly node: Nodes; readonly context: Context }) => {
  const inside = { ...context, depth: context.depth + 1 };
  if (context.depth > maxDepth) return <Words text={wordsOf(node)} context={context} />;
  const children = 'children' in node ? all(node.children, inside) : null;
  switch (node.type) {
    case 'root':
      return <>{children}</>;
    case 'paragraph':
      return <p>{children}</p>;
    case 'heading':
      return <Heading depth={node.depth}>{children}</Heading>;
    case 'text':
      return <Words text={node.value} context={context} />;
    case 'emphasis':
      return <em>{children}</em>;
    case 'strong':
      return <strong>{children}</strong>;
    case 'delete':
      return <s>{children}</s>;
    case 'inlineCode':
      return (
        <code>
          <Pieces text={putBack(node.value, context.formulas)} />
        </code>
      );
    case 'code':
      return <Code text={putBack(node.value, context.formulas)} language={node.lang ?? null} />;
    case 'html':
      return (
        <code class="html">
          <Pieces text={putBack(node.value, context.formulas)} />
        </code>
      );
    case 'break':
      return <br />;
    case 'thematicBreak':
      return <hr />;
    case 'blockquote':
      return <blockquote>{children}</blockquote>;
    case 'list':
      return node.ordered === true ? <ol start={node.start ?? 1}>{children}</ol> : <ul>{children}</ul>;
    case 'listItem':
      return <li>{node.spread === true ? children : tight(node.children, inside)}</li>;
    case 'link':
      return (
        <span class="address">
          {children} <Address url={node.url} formulas={context.formulas} />
        </span>
      );
    case 'image':
      return (
        <span class="address">
          picture: <Words text={node.alt ?? ''} context={context} />{' '}
          <Address url={node.url} formulas={context.formulas} />
        </span>
      );
    case 'linkReference':
      return (
        <span>
          [{children}][
          <Pieces text={node.label ?? node.identifier} />]
        </span>
      );
    case 'imageReference':
      return (
        <span>
          ![
          <Pieces text={node.alt ?? ''} />
          ][
          <Pieces text={node.label ?? node.identifier} />]
        </span>
      );
    case 'definition':
      return (
        <p>
          [<Pieces text={node.label ?? node.identifier} />
          ]: <Address url={node.url} formulas={context.formulas} />
        </p>
      );
    case 'table':
      return <Grid table={node} context={inside} />;
    default:
      return <Words text={wordsOf(node)} context={context} />;
  }
};

/** Below the page's own headings, whatever the model began with. */
const Heading = ({ depth, children }: { readonly depth: number; readonly children: ComponentChildren }) => {
  const Tag = depth === 1 ? 'h3' : depth === 2 ? 'h4' : depth === 3 ? 'h5' : 'h6';
  return <Tag class={`heading heading-${depth}`}>{children}</Tag>;
};

/** Items of a list without blank lines hold their text without a paragraph. */
const tight = (nodes: readonly RootContent[], context: Context): ComponentChildren =>
  nodes.map((node, index) =>
    node.type === 'paragraph' ? (
      <span key={index} class="tight">
        {all(node.children, context)}
      </span>
    ) : (
      <Node key={index} node={node} context={context} />
    ),
  );

const Words = ({ text, context: { formulas } }: { readonly text: string; readonly context: Context }) => (
  <>
    {splitFormulas(text).map((part, index) => {
      if (typeof part === 'string') return <Pieces key={index} text={part} />;
      const formula = formulas[part];
      return formula === undefined ? null : <Tex key={`${index} ${formula.source}`} formula={formula} />;
    })}
  </>
);

/** No link: what a model wrote leads nowhere by a click. */
const Address = ({ url, formulas }: { readonly url: string; readonly formulas: readonly Formula[] }) => (
  <bdi class="url">
    (<Pieces text={putBack(url, formulas)} />)
  </bdi>
);

const Grid = ({ table, context }: { readonly table: Table; readonly context: Context }) => {
  const [head, ...rows] = table.children;
  const align = (column: number): string => `align-${table.align?.[column] ?? 'left'}`;
  const line = (cells: readonly { readonly children: readonly PhrasingContent[] }[], heading: boolean) =>
    cells.map(({ children }, column) =>
      heading ? (
        <th key={column} class={align(column)} scope="col">
          {all(children, context)}
        </th>
      ) : (
        <td key={column} class={align(column)}>
          {all(children, context)}
        </td>
      ),
    );
  return (
    <div class="scroll-x">
      <table>
        {head !== undefined && (
          <thead>
            <tr>{line(head.children, true)}</tr>
          </thead>
        )}
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>{line(row.children, false)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const wordsOf = (node: Nodes): string => {
  if ('value' in node) return node.value;
  const words: string[] = [];
  const open: Nodes[] = [node];
  while (open.length > 0) {
    const next = open.pop();
    if (next === undefined) break;
    if ('value' in next) words.push(next.value);
    if ('children' in next) open.push(...[...next.children].reverse());
  }
  return words.join('');
};
