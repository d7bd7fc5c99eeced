import { EurusError, type GenerateRequest } from '../../core/index.ts';
import type { BackendOptions } from '../options.ts';
import type { Provider } from '../provider.ts';
import type { Target } from '../target.ts';
import { type ChatTemplate, templateFor } from '../template/index.ts';
import { refuseBeyond } from './limits.ts';

/** Brings requests into the form that an API takes, and refuses what has none there. */
export type Asking = {
  /** What of the template goes into the manifest: one that makes texts of conversations, where the server has none. */
  readonly settings: ChatTemplate['settings'];
  /** @throws EurusError `BACKEND_CANNOT` */
  ask(request: GenerateRequest): GenerateRequest;
};

/** @throws EurusError `USAGE` for options that the API has no use for, `UNKNOWN_NAME` for a template */
export const createAsking = (provider: Provider, { api, root }: Target, options: BackendOptions): Asking => {
  if (api === 'completions' && options.prefill !== undefined && options.prefill !== 'none') {
    throw new EurusError('USAGE', '--prefill is for the chat API; the completions API continues any text', {
      hint: 'Leave --prefill out, or give it as none',
    });
  }
  const template = templateFor(options.chatTemplate, api, provider);
  // Whoever imitates a server need not have its limits.
  const limits = provider.imitated && root !== provider.baseUrl ? {} : provider.limits;
  return {
    settings: template?.settings ?? {},
    ask: request => {
      const { prompt, prefillWay = provider.prefill } = request;
      refuseBeyond(provider.name, limits, request);
      if (template !== null) {
        return prompt.kind === 'text'
          ? request
          : { ...request, prompt: { kind: 'text', text: template.render(prompt) } };
      }
      if (prompt.kind === 'text') throw noPlainText(provider);
      if (prompt.prefill !== undefined && prefillWay === 'none') throw noPrefill(provider);
      return request;
    },
  };
};

const noPlainText = ({ dialect, name }: Provider): EurusError =>
  new EurusError(
    'BACKEND_CANNOT',
    'The chat API cannot continue a plain text, which this protocol asks for',
    {
      hint: dialect.apis.includes('completions')
        ? 'Add --api completions'
        : `${name} has no completions API; choose another protocol or server`,
    },
  );

const noPrefill = ({ dialect, name }: Provider): EurusError =>
  new EurusError('BACKEND_CANNOT', `The chat API of ${name} cannot continue a started answer`, {
    hint: `Send the protocol's no-prefill form${dialect.apis.includes('completions') ? ', or add --api completions' : ''}`,
  });
