import { statesShownAs } from '#domain';
import type { ListPosition, ProcessFilter, ProcessRow } from '#read-models';
import { viewerOf, type Authority } from '../authority/authority';
import { type AskedPage, placeInTime, startOf } from '../http/page-token';

/** What the query of any list may ask for. */
export interface ListQuery {
  pageSize: number;
  pageToken?: string | undefined;
  accountId?: string | undefined;
  companyId?: string | undefined;
  state?: string | undefined;
}

/** Where this page of processes begins. @throws Refusal `page-token-invalid`, `page-token-of-another-list` */
export function listPositionOf(asked: AskedPage): ListPosition | undefined {
  const [openedAt, id] = startOf(asked, placeInTime) ?? [];
  return id === undefined ? undefined : { openedAt: Number(openedAt), id };
}

export const listPosition = ({ openedAt, id }: ProcessRow) => [openedAt, id] as const;

/** What a list finds of the processes that the caller sees. Undefined: a person asks for what is about another. */
export function filterOf(type: string, { accountId, companyId, state }: ListQuery, authority: Authority): ProcessFilter | undefined {
  const viewer = viewerOf(authority);
  if (viewer.as === 'person' && accountId !== undefined && accountId !== viewer.account) return undefined;
  return {
    type,
    ...(accountId && { accountId }),
    ...(companyId && { companyId }),
    ...(state && { statuses: statesShownAs(type, state, viewer) }),
  };
}
