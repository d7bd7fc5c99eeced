import type { TrialPage } from '../../api.ts';
import { count, duration } from '../shell/words.ts';
import { Foreign } from '../text/foreign.tsx';
import type { TrialVerdict } from './found.tsx';

type FactsProps = { readonly trial: TrialPage; readonly verdict: TrialVerdict | undefined };

/** How the server says an answer ended, in words; others are shown as they are. */
const endings: Readonly<Record<string, string>> = {
  stop: 'ended by itself',
  length: 'cut off by the token limit',
  content_filter: 'stopped by a filter',
};

/** What is known of how the answer came to be. */
export const Facts = ({ trial, verdict }: FactsProps) => {
  const { tokens, latencyMs, finishReason, model } = trial;
  const cut = finishReason === 'length';
  return (
    <dl class="facts">
      {model !== '' && <Fact name="Model" value={model} />}
      {tokens.input !== null && <Fact name="Prompt" value={`${count(tokens.input)} tokens`} />}
      {tokens.output !== null && (
        <Fact
          name="Answer"
          value={`${count(tokens.output)} tokens${tokens.reasoning === null ? '' : `, ${count(tokens.reasoning)} of them reasoning`}`}
        />
      )}
      {latencyMs !== null && <Fact name="Latency" value={duration(latencyMs)} />}
      {finishReason !== null && (
        <Fact
          name="Ending"
          value={endings[finishReason] ?? finishReason}
          {...(cut ? { class: 'warn' } : {})}
        />
      )}
      {verdict !== undefined && <Fact name="Judged by" value={verdict.grader} />}
      {verdict !== undefined && <Fact name="Record" value={`${verdict.file}:${verdict.line}`} />}
    </dl>
  );
};

const Fact = ({
  name,
  value,
  class: tone,
}: {
  readonly name: string;
  readonly value: string;
  readonly class?: string;
}) => (
  <div>
    <dt>{name}</dt>
    <dd class={tone}>
      <Foreign text={value} />
    </dd>
  </div>
);
