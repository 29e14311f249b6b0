import type { LivingAccount } from './account';
import type { Credential } from './credential';
import type { CredentialMethod } from './levels.policy';
import { credentialsOf } from './proof';

/** The papers that say who somebody is. A registration proves by one of them, and leaves its id with the account. */
const papers: readonly CredentialMethod[] = ['id-card', 'passport', 'residence-permit'];

const idsOf = (credentials: readonly Credential[]): readonly string[] =>
  credentials.flatMap(({ identityId }) => (identityId === undefined ? [] : [identityId]));

/** By their ids: the document of the account, and those by which cases have proven it. Each is claimed by it. */
export const documentsOf = (account: LivingAccount): readonly string[] => [
  ...new Set([...(account.identityId === undefined ? [] : [account.identityId]), ...idsOf(Object.values(credentialsOf(account)))]),
];

/** True if a case has proven the person by this document. */
export const restsOn = (account: LivingAccount, identityId: string): boolean =>
  idsOf(Object.values(credentialsOf(account))).includes(identityId);

/**
 * The document of the credential before, where nothing else of the account rests on it: another paper is in its place.
 */
export function documentReplaced(account: LivingAccount, method: CredentialMethod, by: string | undefined): string | undefined {
  const { [method]: before, ...others } = credentialsOf(account);
  const outdated = before?.identityId;
  const isKept = outdated === by || outdated === account.identityId || idsOf(Object.values(others)).includes(outdated ?? '');
  return by === undefined || isKept ? undefined : outdated;
}

interface Found {
  method: CredentialMethod;
  credential: Credential;
}

/** The document that only this credential rests on. */
export function documentUnder(account: LivingAccount, { method, credential }: Found): string | undefined {
  const documentId = credential.identityId ?? (papers.includes(method) ? account.identityId : undefined);
  const others = Object.values(credentialsOf(account)).filter((each) => each !== credential && each.ended === undefined);
  return documentId !== undefined && idsOf(others).includes(documentId) ? undefined : documentId;
}
