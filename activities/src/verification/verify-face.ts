import type { Person } from '#providers';
import { streamIdOf, type BegunEffect } from '#engine';
import { effect, type Services } from '../effect';
import { openApplicant } from '../registration/open-applicant';
import { answersOfCheck } from './answers';
import { openAttempt, toCall } from './open-attempt';
import { personInSealed } from './person-in';

/** V1, R18: asks whether the recording shows a living person, and that of the account where their document is known. */
export const verifyFace = effect('verification', {
  kind: 'verifyFace',
  provider: 'faceCheck',
  async act(begun, { faceCheck, ...services }) {
    const { state } = begun.process;
    if (state.status !== 'challenged') return undefined;
    const { result } = (await openAttempt(services, begun)) ?? {};
    if (result === undefined) return { refused: 'attempt-unknown' };
    const person = await personOfAccount(services, begun);
    const subject = streamIdOf('verification', state.caseId);
    return faceCheck.check({ result, subject, ...(person && { person }), ...toCall(begun.effectId, state) });
  },
  ...answersOfCheck,
});

/** Undefined for a person without an identity card here: then it says only whether somebody lives. */
async function personOfAccount(
  services: Pick<Services, 'engine' | 'transaction' | 'vault'>,
  begun: BegunEffect,
): Promise<Person | undefined> {
  const { accountId } = begun.process;
  const account = accountId === undefined ? undefined : await services.engine.read(streamIdOf('account', accountId));
  if (account?.subjectId === undefined) return undefined;
  // Of a person who was let in without a document, one may lie there that nobody has confirmed.
  if ((account.state as { credentials?: { unverified?: object } }).credentials?.unverified) return undefined;
  const ofAccount = { ...begun, process: { ...begun.process, subjectId: account.subjectId } };
  const { name, identity } = await openApplicant(services, ofAccount, 'profile', ['name', 'identity']);
  return personInSealed(name, identity);
}
