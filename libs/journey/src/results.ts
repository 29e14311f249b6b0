import type { Command } from '#domain';

/** How the world outside answers: the registry about a document, the directory about an entry. */
export interface World {
  registry: 'confirmed' | 'unconfirmed' | 'unavailable';
  directory: 'made' | 'refused';
}

const allIsWell: World = { registry: 'confirmed', directory: 'made' };

/** The command that records how an effect ended, of the effects that a rule waits for. */
export function resultOf(process: string, kind: string, n: number, { registry, directory } = allIsWell): Command | undefined {
  const isMade = directory === 'made';
  const results: Record<string, Command & Record<string, unknown>> = {
    checkIdentity: { type: 'RecordIdentityCheck', attempt: n, outcome: registry },
    createDirectoryEntry: { type: 'RecordDirectoryEntry', outcome: directory, ...(!isMade && { reason: 'unit-unknown' }) },
    removeDirectoryEntry: {
      type: 'RecordDirectoryRemoval',
      ...(isMade ? { outcome: 'removed' } : { outcome: 'refused', reason: 'locked' }),
    },
    eraseApproval: { type: 'RecordErasure', items: 1 },
    eraseApplicant: { type: 'RecordErasure', items: 1 },
  };
  if (process !== 'deregistration') return results[kind];
  return isMessage(kind) ? undefined : ({ type: 'RecordPurgeStep', step: kind, result: { done: true, items: 1 } } as Command);
}

const isMessage = (kind: string) =>
  ['endSessions', 'confirmDeregistration', 'remindOfCoolingOff', 'confirmRevocation', 'confirmPurge'].includes(kind);
