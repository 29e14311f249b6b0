import type { BegunEffect } from '#engine';
import type { Services } from '../effect';

/** Opens the applicant's data for this effect and records it under its kind. Leaves out what is missing by now. */
export async function openApplicant(
  { transaction, vault }: Pick<Services, 'transaction' | 'vault'>,
  { kind, process: { subjectId } }: BegunEffect,
  dataClass: string,
  fields: readonly string[],
): Promise<Record<string, string | undefined>> {
  if (subjectId === undefined) return {};
  const opened = await transaction((tx) => vault.open(tx, { subjectId, dataClass, fields, actor: 'tenure:effect', purpose: kind }));
  return opened ?? {};
}
