import type { BegunEffect } from '#engine';
import type { Vault } from '#vault';
import type { Transaction } from '../transaction';

export interface OpensVault {
  transaction: Transaction;
  vault: Pick<Vault, 'open'>;
}

/** What the applicant has told, opened for this effect and recorded under its kind. What is not there, or not any more, is left out. */
export async function openApplicant(
  { transaction, vault }: OpensVault,
  { kind, process: { subjectId } }: BegunEffect,
  dataClass: string,
  fields: readonly string[],
): Promise<Record<string, string | undefined>> {
  if (subjectId === undefined) return {};
  const opened = await transaction((tx) => vault.open(tx, { subjectId, dataClass, fields, actor: 'tenure:effect', purpose: kind }));
  return opened ?? {};
}
