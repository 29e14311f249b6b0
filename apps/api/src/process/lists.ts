import type { ListPosition, ProcessFilter, ProcessRow } from '#read-models';
import type { Authority } from '../authority/authority';
import { faceOf } from '../authority/faces';
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

/**
 * The filter of a list for this caller: people find their own, whatever account the query names. Undefined: nothing.
 */
export function filterOf(type: string, { accountId, companyId, state }: ListQuery, { person }: Authority): ProcessFilter | undefined {
  if (person && accountId !== undefined && accountId !== person.userId) return undefined;
  const column = faceOf(type).list?.person;
  const about = person?.userId ?? accountId;
  return {
    type,
    ...(about && column && { [column]: about }),
    ...(companyId && { companyId }),
    ...(state && { status: state }),
  };
}
