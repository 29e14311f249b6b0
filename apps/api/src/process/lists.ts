import type { ListPosition, ProcessRow } from '#read-models';
import { positionOf } from '../http/page-token';

const shape = /^(\d{1,15})\|([0-9a-f-]{36})$/;

/** Where a list of processes goes on. @throws Refusal `page-token-invalid` */
export function listPositionOf(pageToken: string | undefined): ListPosition | undefined {
  if (pageToken === undefined) return undefined;
  const [openedAt, id] = positionOf(pageToken, shape);
  return { openedAt: Number(openedAt), id: id! };
}

export const listPosition = ({ openedAt, id }: ProcessRow) => [openedAt, id] as const;
