import type { Command } from '#domain';
import type { Database } from '#event-store';

/** What the activity of a check, or the callback of its provider, looks up beside the answer. */
export async function withDocument(database: Database, effectId: string, command: Command | undefined): Promise<Command | undefined> {
  if (command?.type !== 'RecordIdentityCheck') return command;
  // Only here, so that pure tests do not load a database driver.
  const { documentOfApplicant } = await import('#iam');
  const document = await documentOfApplicant(database, effectId.split(':')[1]!);
  return { ...command, ...(document && { document }) };
}
