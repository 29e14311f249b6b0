import type { BegunEffect } from '#engine';
import type { Services } from '../effect';

/** The applicant's data, opened for this effect and recorded under its kind. What is missing by now is left out. */
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
