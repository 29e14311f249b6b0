import { keyOfId, type KnownStateIn } from '#domain';
import { endKeyFor, writeSecurityEntry } from '#iam';
import { effect } from '../effect';

/**
 * G13: a key that the review removes serves this company no more; one that serves no other is revoked, in every
 * program at once.
 */
export const endReviewedKey = effect('rights-review', {
  kind: 'endReviewedKey',
  async act({ n, process: { id, state } }, { transaction }) {
    const review: KnownStateIn<'rights-review'> = state;
    const keyId = review.keys[n - 1];
    if (keyId === undefined) return undefined;
    await transaction(async (tx) => {
      await endKeyFor(tx, keyOfId(keyId), review.companyId);
      await writeSecurityEntry(tx, { what: 'api-key-removed-by-review', target: `api-key ${keyOfId(keyId)} rights-review:${id}` });
    });
    return keyId;
  },
  result: (keyId: string) => ({ type: 'RecordKeyEnded', keyId }),
});
