import { useEffect, useRef, useState } from 'preact/hooks';
import { type VerdictName, verdictNames } from '../../../core/verdict.ts';
import { type RunCard, rowOrders, type TaskCard } from '../../api.ts';
import type { Filter, TaskRoute } from '../route.ts';
import { VerdictGlyph } from '../shell/icons.tsx';
import { useKeys } from '../shell/keys.ts';
import { count, verdictWords } from '../shell/words.ts';

type FiltersProps = {
  readonly route: TaskRoute;
  readonly task: TaskCard;
  readonly others: readonly RunCard[];
  /** Of all that match but for their verdict; null while they are counted. */
  readonly counts: Readonly<Record<VerdictName, number>> | null;
  onChange(filter: Filter): void;
  onGrader(grader: string): void;
};

const orderWords = {
  data: 'data order',
  id: 'id',
  verdict: 'verdict',
  tokens: 'output tokens',
  latency: 'latency',
};

/** Everything by which the rows of a task can be chosen and ordered. */
export const Filters = ({ route, task, others, counts, onChange, onGrader }: FiltersProps) => {
  const { filter } = route;
  const active = countActive(filter);
  return (
    <search class="filters">
      <Search filter={filter} onChange={onChange} />
      <Verdicts filter={filter} counts={counts} onChange={onChange} />
      <details class="more-filters" open={active > 0}>
        <summary>Filter and sort{active > 0 && <span class="badge">{active}</span>}</summary>
        <div class="selects">
          {task.graders.length > 1 && (
            <Choice
              label="judged by"
              value={route.grader ?? task.graders[0] ?? ''}
              options={task.graders.map(grader => [grader, grader])}
              onChoose={onGrader}
            />
          )}
          {Object.entries(task.groups).map(([dimension, values]) => (
            <Choice
              key={dimension}
              label={dimension}
              value={filter.groups?.[dimension]?.[0] ?? ''}
              options={[['', 'all'], ...values.map(value => [value, value] as const)]}
              onChoose={value => onChange(withGroup(filter, dimension, value))}
            />
          ))}
          <Choice
            label="token limit"
            value={filter.truncated === undefined ? '' : filter.truncated ? 'yes' : 'no'}
            options={[
              ['', 'all answers'],
              ['yes', 'only cut off'],
              ['no', 'not cut off'],
            ]}
            onChoose={value => {
              const { truncated: _, ...rest } = filter;
              onChange(value === '' ? rest : { ...rest, truncated: value === 'yes' });
            }}
          />
          {others.length > 0 && <Flips filter={filter} others={others} onChange={onChange} />}
          <Choice
            label="sort by"
            value={filter.sort?.by ?? 'data'}
            options={rowOrders.map(by => [by, orderWords[by]])}
            onChoose={value => {
              const by = rowOrders.find(order => order === value) ?? 'data';
              onChange({ ...filter, sort: { by, descending: filter.sort?.descending ?? false } });
            }}
          />
          <label class="check">
            <input
              type="checkbox"
              checked={filter.sort?.descending ?? false}
              onChange={event =>
                onChange({
                  ...filter,
                  sort: { by: filter.sort?.by ?? 'data', descending: event.currentTarget.checked },
                })
              }
            />
            last first
          </label>
          {task.graders.length > 1 && (
            <label class="check">
              <input
                type="checkbox"
                checked={filter.differing ?? false}
                onChange={event => {
                  const { differing: _, ...rest } = filter;
                  onChange(event.currentTarget.checked ? { ...rest, differing: true } : rest);
                }}
              />
              graders differ
            </label>
          )}
        </div>
      </details>
    </search>
  );
};

/** Filters that stand in the part that can be folded. */
const countActive = ({ groups, truncated, differing, against, sort }: Filter): number =>
  Object.keys(groups ?? {}).length +
  [truncated !== undefined, differing === true, against !== undefined, sort !== undefined].filter(Boolean)
    .length;

const withGroup = (filter: Filter, dimension: string, value: string): Filter => {
  const { groups = {}, ...rest } = filter;
  const left = Object.fromEntries(Object.entries(groups).filter(([name]) => name !== dimension));
  const chosen = value === '' ? left : { ...left, [dimension]: [value] };
  return Object.keys(chosen).length === 0 ? rest : { ...rest, groups: chosen };
};

type PartProps = { readonly filter: Filter; onChange(filter: Filter): void };

/** How long typing rests before it is searched for, in ms. */
const restMs = 200;

const Search = ({ filter, onChange }: PartProps) => {
  const field = useRef<HTMLInputElement>(null);
  const wholeText = filter.text !== undefined;
  const asked = filter.text ?? filter.search ?? '';
  const [typed, setTyped] = useState(asked);
  const [inText, setInText] = useState(wholeText);
  // While it is typed in the field leads: the address comes after it, late at times.
  useEffect(() => {
    if (document.activeElement !== field.current) setTyped(asked);
  }, [asked]);
  // What is typed is what is waited for.
  useEffect(() => {
    if (typed.trim() === asked && (inText === wholeText || typed.trim() === '')) return;
    const timer = setTimeout(() => onChange(searching(filter, typed.trim(), inText)), restMs);
    return () => clearTimeout(timer);
  }, [typed, inText]);
  useKeys({
    '/': () => field.current?.focus(),
    Escape: event => {
      if (event.target !== field.current) return false;
      if (typed === '') field.current?.blur();
      setTyped('');
      return true;
    },
  });
  return (
    <div class="search">
      <input
        ref={field}
        type="search"
        value={typed}
        placeholder="Search"
        aria-label="Search the samples"
        aria-keyshortcuts="/"
        spellcheck={false}
        onInput={event => setTyped(event.currentTarget.value)}
        onKeyDown={event => event.key === 'Enter' && field.current?.blur()}
      />
      <select
        aria-label="Where to search"
        value={inText ? 'text' : 'answers'}
        onChange={event => setInText(event.currentTarget.value === 'text')}
      >
        <option value="answers">in the list</option>
        <option value="text">in whole texts</option>
      </select>
    </div>
  );
};

const searching = (filter: Filter, words: string, inText: boolean): Filter => {
  const { search: _search, text: _text, ...rest } = filter;
  if (words === '') return rest;
  return inText ? { ...rest, text: words } : { ...rest, search: words };
};

const Verdicts = ({ filter, counts, onChange }: PartProps & Pick<FiltersProps, 'counts'>) => {
  const chosen = new Set(filter.verdicts);
  const toggle = (name: VerdictName): void => {
    const { verdicts: _, ...rest } = filter;
    const next = verdictNames.filter(each => (each === name ? !chosen.has(each) : chosen.has(each)));
    onChange(next.length === 0 ? rest : { ...rest, verdicts: next });
  };
  return (
    <fieldset class="chips" aria-label="Verdicts">
      {verdictNames.map(name => (
        <button
          key={name}
          type="button"
          class={`chip v-${name}`}
          aria-pressed={chosen.has(name)}
          onClick={() => toggle(name)}
        >
          <VerdictGlyph verdict={name} size={12} />
          {verdictWords[name]} <span class="number">{counts === null ? '' : count(counts[name])}</span>
        </button>
      ))}
    </fieldset>
  );
};

const Flips = ({ filter, others, onChange }: PartProps & Pick<FiltersProps, 'others'>) => (
  <>
    <Choice
      label="flips against"
      value={filter.against?.run ?? ''}
      options={[['', 'no other run'], ...others.map(({ id, model }) => [id, `${model} (${id})`] as const)]}
      onChoose={run => {
        const { against, ...rest } = filter;
        onChange(run === '' ? rest : { ...rest, against: { run, flips: against?.flips ?? 'either' } });
      }}
    />
    {filter.against !== undefined && (
      <Choice
        label="which flips"
        value={filter.against.flips}
        options={[
          ['either', 'both ways'],
          ['fixed', 'only right here'],
          ['broken', 'only right there'],
        ]}
        onChoose={value => {
          const flips = value === 'fixed' || value === 'broken' ? value : 'either';
          onChange({ ...filter, against: { run: filter.against?.run ?? '', flips } });
        }}
      />
    )}
  </>
);

type ChoiceProps = {
  readonly label: string;
  /** Its name where no label is seen. */
  readonly name?: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  onChoose(value: string): void;
};

export const Choice = ({ label, name, value, options, onChoose }: ChoiceProps) => (
  <label class="choice">
    {label !== '' && <span>{label}</span>}
    <select aria-label={name} value={value} onChange={event => onChoose(event.currentTarget.value)}>
      {options.map(([each, words]) => (
        <option key={each} value={each}>
          {words}
        </option>
      ))}
    </select>
  </label>
);
