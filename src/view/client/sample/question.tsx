import type { SamplePage } from '../../api.ts';
import { Code } from '../reading/code.tsx';
import { isProgram } from '../reading/is-program.ts';
import { Empty } from '../shell/states.tsx';
import { count, counted } from '../shell/words.ts';
import { CopyButton } from '../text/copy.tsx';
import { Foreign } from '../text/foreign.tsx';
import { Raw } from '../text/raw.tsx';
import { Fold } from './fold.tsx';
import { Reading } from './reading.tsx';

/** What was asked: the question of the sample, and behind it the whole prompt. */
export const Question = ({ sample: { sample, trials } }: { readonly sample: SamplePage }) => {
  if (sample === null)
    return <Empty>What was asked is not kept in this run: it was made by an older version.</Empty>;
  const { input, target, prompt, groups, more } = sample;
  const messages = prompt.kind === 'chat' ? prompt.messages : [{ role: 'text', content: prompt.text }];
  const length = messages.reduce((sum, { content }) => sum + content.length, 0);
  const prefill = trials[0]?.prefill ?? null;
  return (
    <section class="block-section" aria-label="Question">
      <h2>
        Question
        {Object.entries(groups).map(([dimension, value]) => (
          <span key={dimension} class="tag" title={dimension}>
            <Foreign text={isPlain(value, groups) ? value : `${dimension} ${value}`} />
          </span>
        ))}
        <CopyButton text={input} what="the question" />
      </h2>
      {isProgram(input) ? <Code text={input} language="python" /> : <Reading text={input} />}
      <Short of={Object.entries(more).filter(entry => !isLong(entry))} />
      <Fold title="Whole prompt" note={`${counted(messages.length, 'message')}, ${count(length)} characters`}>
        {messages.map(({ role, content }, index) => (
          <div key={index} class={`message role-${role}`}>
            <p class="role">
              {role}
              <CopyButton text={content} what={`the ${role} message`} />
            </p>
            <Raw text={content} />
          </div>
        ))}
        {prefill !== null && (
          <div class="message role-assistant">
            <p class="role">start of the answer, put into the model's mouth</p>
            <Raw text={prefill} />
          </div>
        )}
      </Fold>
      {target.length > 300 && (
        <Fold title="Gold answer" note={`${count(target.length)} characters`}>
          <Raw text={target} />
        </Fold>
      )}
      {Object.entries(more)
        .filter(isLong)
        .map(([name, text]) => (
          <Fold key={name} title={name} note={`${counted(text.length, 'character')} of the benchmark`}>
            <Raw text={text} />
          </Fold>
        ))}
    </section>
  );
};

/** True where a value says by itself what it is of: it is no number, and no other dimension has it. */
const isPlain = (value: string, groups: Readonly<Record<string, string>>): boolean =>
  !/^\d+$/.test(value) && Object.values(groups).filter(each => each === value).length === 1;

/** Longest text of the benchmark that stands on the page without being opened. */
const maxShort = 60;

const isLong = ([, text]: readonly [name: string, text: string]): boolean =>
  text.length > maxShort || text.includes('\n');

/** What else the benchmark says of the sample, in a word each. */
const Short = ({ of }: { readonly of: readonly (readonly [name: string, text: string])[] }) =>
  of.length === 0 ? null : (
    <dl class="facts more-facts">
      {of.map(([name, text]) => (
        <div key={name}>
          <dt>
            <Foreign text={name} />
          </dt>
          <dd>
            <Foreign text={text} />
          </dd>
        </div>
      ))}
    </dl>
  );
