import type { Command } from '#domain';

/** The answers of the outside world when all goes well: the commands that record them, for effects with a rule. */
export function resultOf(process: string, kind: string, n: number): Command | undefined {
  const results: Record<string, Command & Record<string, unknown>> = {
    checkIdentity: { type: 'RecordIdentityCheck', attempt: n, outcome: 'confirmed' },
    createDirectoryEntry: { type: 'RecordDirectoryEntry', outcome: 'made' },
    removeDirectoryEntry: { type: 'RecordDirectoryRemoval', outcome: 'removed' },
    eraseApplicant: { type: 'RecordErasure', items: 1 },
  };
  if (process !== 'deregistration') return results[kind];
  return isMessage(kind) ? undefined : ({ type: 'RecordPurgeStep', step: kind, result: { done: true, items: 1 } } as Command);
}

const isMessage = (kind: string) =>
  ['endSessions', 'confirmDeregistration', 'remindOfCoolingOff', 'confirmRevocation', 'confirmPurge'].includes(kind);
