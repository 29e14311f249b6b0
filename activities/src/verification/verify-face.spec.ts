import type { BegunEffect } from '#engine';
import type { Services } from '../effect';
import { verifyFace } from './verify-face';

const identity = JSON.stringify({ kind: 'id-card', number: '11010519491231002X' });
const kept = { attempt: JSON.stringify({ result: 'faces:0a1b2c3d4e5f' }), name: 'Zhang Wei', identity };

/** Whose face must be in the recording, of an account that stands so. */
async function personAsked(account: object): Promise<unknown> {
  let person: unknown = 'nobody was asked';
  const services = {
    transaction: async (work: (tx: object) => unknown) => work({}),
    vault: { open: async () => kept },
    engine: { read: async () => ({ subjectId: 's', state: { status: 'living', ...account } }) },
    faceCheck: { check: async (asked: { person?: unknown }) => ((person = asked.person), 'confirmed' as const) },
  } as unknown as Services;
  const state = { status: 'challenged', caseId: 'k' };
  const begun = { effectId: 'e', kind: 'verifyFace', process: { subjectId: 'own', accountId: 'a', state } };
  await verifyFace.act(begun as unknown as BegunEffect, services);
  return person;
}

describe('the check of a face (V1, R18, V10)', () => {
  it('is about the person whom the document of the account names', async () => {
    expect(await personAsked({})).toEqual({ name: 'Zhang Wei', number: '11010519491231002X' });
    expect(await personAsked({ credentials: { 'id-card': {} } })).toEqual({ name: 'Zhang Wei', number: '11010519491231002X' });
  });

  it('asks only whether somebody lives where the account was let in without a document', async () => {
    expect(await personAsked({ credentials: { unverified: {} } })).toBeUndefined();
  });
});
