import { EurusError, type RewardKind } from '../../core/index.ts';

/** The hints of a backend are about generating. */
export const withHint = (error: EurusError, kind: RewardKind, root: string): EurusError =>
  error.code === 'ENDPOINT_REFUSED'
    ? new EurusError(error.code, error.message, {
        hint: `Is ${root} a server with ${kind}? Another API is named with --reward-api, another address with --base-url`,
        cause: error,
      })
    : error;
