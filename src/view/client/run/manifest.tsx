import type { Manifest } from '../../../core/manifest.ts';
import type { RunPage } from '../../api.ts';
import { Fold } from '../sample/fold.tsx';
import { count, counted } from '../shell/words.ts';
import { CopyButton } from '../text/copy.tsx';
import { Foreign } from '../text/foreign.tsx';
import { Raw } from '../text/raw.tsx';

/** What was asked of whom and how, in words; the manifest itself a press away. */
export const ManifestWords = ({ run }: { readonly run: RunPage }) => {
  const { manifest, tasks } = run;
  const { identity, environment, eurus_eval } = manifest;
  const answers = tasks.reduce((sum, { completions }) => sum + completions, 0);
  const text = JSON.stringify(manifest, null, 2);
  // Nobody knows how answers were sampled that others recorded: the protocol's own settings are not theirs.
  const isRecorded = identity.backend === 'recorded';
  const settings = Object.entries(identity.settings);
  const { sandbox } = environment;
  return (
    <section class="manifest">
      <dl class="facts wide">
        <Fact name="Answers" value={`${count(answers)} to ${counted(tasks.length, 'benchmark')}`} />
        {identity.endpoint !== '' && (
          <Fact
            name={isRecorded ? 'Answers from' : 'Asked'}
            value={
              isRecorded
                ? identity.endpoint.replace(/^recorded:/, '')
                : `${identity.endpoint} (${identity.api})`
            }
          />
        )}
        {!isRecorded && <Fact name="Sampling" value={samplingOf(manifest)} />}
        {identity.seed !== null && <Fact name="Seed" value={String(identity.seed)} />}
        {identity.system !== null && <Fact name="System prompt" value={shortened(identity.system)} />}
        {settings.length > 0 && (
          <Fact
            name="Settings"
            value={settings.map(([name, value]) => `${name} ${short(value)}`).join(', ')}
          />
        )}
        {sandbox !== null && (
          <Fact
            name="Sandbox"
            value={[sandbox.name, ...(sandbox.python === null ? [] : [`Python ${sandbox.python}`])].join(
              ', ',
            )}
          />
        )}
        <Fact
          name="Made by"
          value={`eurus-eval ${eurus_eval}, Node ${environment.node}, ${environment.platform}`}
        />
      </dl>
      <Fold title="Manifest" note="run.json: all that is needed to repeat the run">
        <div class="code-tools">
          <CopyButton text={text} what="the manifest" />
        </div>
        <Raw text={text} />
      </Fold>
    </section>
  );
};

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <Foreign text={value} />
    </dd>
  </div>
);

/** Hashes by their beginning; the manifest has them whole. */
const short = (value: string | number | boolean | null): string =>
  String(value).replace(/^[0-9a-f]{64}$/, hash => `${hash.slice(0, 12)}…`);

const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

/** One value where all benchmarks share it, else from the least to the most. */
const samplingOf = ({ benchmarks, selection }: Manifest): string => {
  const all = Object.values(benchmarks).map(({ generation }) => generation);
  const trials = Object.values(selection).map(each => each.trials);
  return [
    `temperature ${span(all.map(({ temperature }) => temperature))}`,
    `top-p ${span(all.map(({ top_p }) => top_p))}`,
    `at most ${span(all.map(({ max_tokens }) => max_tokens))} tokens`,
    ...(trials.some(n => n > 1) ? [`${span(trials)} trials a sample`] : []),
  ].join(', ');
};

const span = (values: readonly number[]): string => {
  if (values.length === 0) return '–';
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? String(low) : `${low}–${high}`;
};
