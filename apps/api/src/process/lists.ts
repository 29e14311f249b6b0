import type { ListPosition, ProcessFilter, ProcessRow } from '#read-models';
import type { Authority } from '../authority/authority';
import { placeInTime, positionOf } from '../http/page-token';

/** What the query of any list may ask for. */
export interface ListQuery {
  pageSize: number;
  pageToken?: string | undefined;
  accountId?: string | undefined;
  companyId?: string | undefined;
  state?: string | undefined;
}

/** The position where a list of processes goes on. @throws Refusal `page-token-invalid` */
export function listPositionOf(pageToken: string | undefined): ListPosition | undefined {
  if (pageToken === undefined) return undefined;
  const [openedAt, id] = positionOf(pageToken, placeInTime);
  return { openedAt: Number(openedAt), id: id! };
}

export const listPosition = ({ openedAt, id }: ProcessRow) => [openedAt, id] as const;

/** What a list finds of the processes that the caller sees. Undefined: a person asks for what is about another. */
export function filterOf(type: string, { accountId, companyId, state }: ListQuery, { person }: Authority): ProcessFilter | undefined {
  if (person && accountId !== undefined && accountId !== person.userId) return undefined;
  return {
    type,
    ...(accountId && { accountId }),
    ...(companyId && { companyId }),
    ...(state && { status: state }),
  };
}
