import type { RunList } from '../../api.ts';
import type { CompareRoute } from '../route.ts';
import { Empty } from '../shell/states.tsx';
export const ComparePage = (_: { readonly route: CompareRoute; readonly list: RunList }) => <Empty>…</Empty>;
