import type { ListPosition, ProcessRow } from '#read-models';
import { placeInTime, positionOf } from '../http/page-token';

/** Where a list of processes goes on. @throws Refusal `page-token-invalid` */
export function listPositionOf(pageToken: string | undefined): ListPosition | undefined {
  if (pageToken === undefined) return undefined;
  const [openedAt, id] = positionOf(pageToken, placeInTime);
  return { openedAt: Number(openedAt), id: id! };
}

export const listPosition = ({ openedAt, id }: ProcessRow) => [openedAt, id] as const;
