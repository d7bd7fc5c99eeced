import { useState } from 'preact/hooks';
import type { SamplePage, TreeNodePage, TreePage, TurnPage } from '../../api.ts';
import { hasTree } from '../../sample.ts';
import { VerdictGlyph } from '../shell/icons.tsx';
import { useLoaded, useSession } from '../shell/source-context.ts';
import { When } from '../shell/states.tsx';
import { counted } from '../shell/words.ts';
import type { SampleAddress } from '../source/source.ts';
import { Foreign } from '../text/foreign.tsx';
import { showTurn } from './episode.tsx';
import { kindOf, TurnBody } from './turn.tsx';

type TreeProps = {
  readonly sample: SamplePage;
  readonly address: SampleAddress;
  readonly grader: string;
  readonly raw: boolean;
  onTrial(trial: number): void;
};

/** All that was answered to a sample: actions as nodes, those that answer the same as siblings. */
export const Tree = (props: TreeProps) => (hasTree(props.sample) ? <LoadedTree {...props} /> : null);

const LoadedTree = (props: TreeProps) => {
  const { address, grader, sample } = props;
  const { revision } = useSession();
  // Turns that have come since make another tree.
  const seen = sample.trials.reduce(
    (sum, { episode, verdicts }) => sum + (episode?.turns.length ?? 1) + verdicts.length,
    sample.unread === true ? 0 : 1,
  );
  const tree = useLoaded(
    `tree ${JSON.stringify([address, grader])}`,
    revision([address.run]) + seen,
    (source, signal) => source.tree(address, grader, signal),
  );
  return (
    <section class="block-section tree-section" aria-label="Tree">
      <h2>Tree</h2>
      <When of={tree} what="the tree">
        {page =>
          page === null ? (
            <p class="quiet">No trial has a place in it: unfinished, failed, or kept without its turns.</p>
          ) : (
            <>
              <p class="quiet">{wordsOf(page)}</p>
              <Nodes nodes={page.children} depth={0} {...props} />
            </>
          )
        }
      </When>
    </section>
  );
};

const wordsOf = ({ trials, leftOut, children }: TreePage): string => {
  const all = nodesIn(children);
  const judged = (['correct', 'incorrect', 'disputed', 'unscored'] as const).flatMap(verdict => {
    const many = all.filter(node => node.verdict === verdict).length;
    return many === 0 ? [] : [`${many} ${verdict}`];
  });
  const left =
    leftOut === 0 ? '' : `; ${counted(leftOut, 'more trial')} unfinished, failed, or kept without turns`;
  const how = judged.length === 0 ? '' : ` (${judged.join(', ')})`;
  return `${counted(all.length, 'action')}${how} of ${counted(trials, 'trial')}${left}. A press on an action opens it.`;
};

const nodesIn = (nodes: readonly TreeNodePage[]): readonly TreeNodePage[] =>
  nodes.flatMap(node => [node, ...nodesIn(node.children)]);

type NodesProps = Omit<TreeProps, 'address' | 'grader'> & {
  readonly nodes: readonly TreeNodePage[];
  readonly depth: number;
};

/** Deeper levels are not moved to the right any more. */
const maxIndent = 8;

const Nodes = ({ nodes, depth, ...rest }: NodesProps) => (
  <ul class={depth > maxIndent ? 'tree flat' : 'tree'}>
    {nodes.map(node => (
      <li key={node.id}>
        <Node {...rest} node={node} />
        {node.children.length > 0 && <Nodes {...rest} nodes={node.children} depth={depth + 1} />}
      </li>
    ))}
  </ul>
);

type NodeProps = Omit<NodesProps, 'nodes' | 'depth'> & { readonly node: TreeNodePage };

const signs = {
  correct: 'correct',
  incorrect: 'incorrect',
  unscored: 'unscored',
  unjudged: null,
  disputed: 'unscored',
} as const;

const Node = ({ node, sample, raw, onTrial }: NodeProps) => {
  const [opened, setOpened] = useState(false);
  const { turn, kind, verdict, reason, line, trials, leadsTo } = node;
  const sign = signs[verdict];
  return (
    <details
      class={`node edge-${sign ?? 'none'}`}
      open={opened}
      onToggle={event => setOpened(event.currentTarget.open)}
    >
      <summary class="node-head opens">
        <VerdictGlyph verdict={sign} />
        <span class="node-turn">{turn}</span>
        <span class="off-screen">{verdict}</span>
        <span class="node-line">
          <Foreign text={line === '' ? '(empty)' : line} />
        </span>
        {kind !== 'proposal' && <span class="tag">{kindOf(kind)}</span>}
        {verdict === 'unjudged' && leadsTo !== null && (
          <span class="leads" title={`its trials ended ${leadsTo}`}>
            <span aria-hidden="true">→</span>
            <VerdictGlyph verdict={leadsTo} size={12} />
            <span class="off-screen">its trials ended {leadsTo}</span>
          </span>
        )}
        {trials.length > 1 && <span class="tag">× {trials.length}</span>}
      </summary>
      {opened && (
        <div class="node-body">
          <p>
            <strong class={`v-${sign ?? 'none'}`}>{verdict}</strong> <Foreign text={reason} />
            {verdict === 'unjudged' && leadsTo !== null && (
              <span class="quiet">; its trials ended {leadsTo}</span>
            )}
          </p>
          <p class="node-trials">
            <span class="quiet">Taken in</span>
            {trials.map(trial => (
              <button
                key={trial}
                type="button"
                class="link"
                onClick={event => {
                  const button = event.currentTarget;
                  onTrial(trial);
                  // The trial is drawn before its turn can be shown.
                  setTimeout(() => showTurn(button, turn), 50);
                }}
              >
                trial {trial + 1}
              </button>
            ))}
          </p>
          <NodeText {...{ sample, node, raw }} />
        </div>
      )}
    </details>
  );
};

/** The action itself, from any trial that took it. */
const NodeText = ({ sample, node, raw }: Pick<NodeProps, 'sample' | 'node' | 'raw'>) => {
  const trial = sample.trials.find(each => each.trial === node.trials[0]);
  if (trial === undefined) return null;
  const turn = trial.episode?.turns.find(each => each.turn === node.turn) ?? onlyTurn(trial);
  return <TurnBody turn={turn} raw={raw} decides={undefined} />;
};

/** The answer of a trial without turns, as one. */
const onlyTurn = (trial: SamplePage['trials'][number]): TurnPage => ({
  turn: 1,
  reply: { text: trial.text, left: trial.left },
  reasoning: trial.reasoning === null ? null : { text: trial.reasoning, left: trial.reasoningLeft ?? 0 },
  ...{ finishReason: trial.finishReason, outputTokens: trial.tokens.output, latencyMs: trial.latencyMs },
  effect: null,
});
