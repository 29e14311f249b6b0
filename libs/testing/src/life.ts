import { revocationPurpose, type CommandOf } from '#domain';
import type { Caller, Outcome, ProcessState } from '#engine';
import type { TestEngine } from './engine';
import { EngineDriver } from './engine-driver';
import { performOwed } from './engine-world';

/** The steps of one account's life, as calls on the engine. Each returns the engine's answer. */
export interface Life {
  takeIn(phone: string, caller?: Caller): Promise<Outcome & { accountId: string; subjectId: string; phoneId: string }>;
  deregister(
    accountId: string,
    caller?: Caller,
    checklist?: { appsUnbound: boolean; groupsLeft: boolean },
  ): Promise<Outcome & { deregistrationId: string }>;
  /** Requests a code to the original phone; returns what the phone would show. */
  challenge(deregistrationId: string): Promise<{ challengeId: string; code: string }>;
  revoke(deregistrationId: string, proof: { challengeId: string; code: string }, caller?: Caller): Promise<Outcome>;
  /** Performs everything that a deregistration owes until nothing is left, as the activities would. */
  performAll(deregistrationId: string): Promise<void>;
}

const body = ({ revision, state }: ProcessState) => ({ revision, status: state.status });

export function life(test: TestEngine): Life {
  const { engine, caller: newCaller } = test;
  const driver = new EngineDriver(test);
  const on = (id: string, command: CommandOf<'deregistration'>, caller: Caller, proof?: { challengeId: string; code: string }) =>
    engine.execute<'deregistration'>({ process: 'deregistration', id, command, caller, ...(proof && { proof }) }, body);
  return {
    takeIn: async (phone, caller = newCaller()) => {
      // A repeated call means the same account.
      const account = caller.commandId.toString('hex');
      const outcome = await driver.perform({ step: 'takeInAccount', account, phone, fullName: `Person of ${phone}` }, caller);
      const [accountId, subjectId, phoneId] = ['account', 'subject', 'phone'].map((kind) => driver.id(kind, account)) as [
        string,
        string,
        string,
      ];
      return { ...outcome, accountId, subjectId, phoneId };
    },
    deregister: async (accountId, caller = newCaller(), checklist = { appsUnbound: true, groupsLeft: true }) => {
      const deregistrationId = engine.idFor(caller, 'deregistration');
      const command: CommandOf<'deregistration'> = { type: 'RequestDeregistration', accountId, checklist };
      return { ...(await on(deregistrationId, command, caller)), deregistrationId };
    },
    challenge: async (deregistrationId) => {
      const { phoneId } = (await engine.read(`deregistration:${deregistrationId}`))!.state as unknown as { phoneId: string };
      return driver.sendCode({ purpose: revocationPurpose, identifierId: phoneId, boundTo: deregistrationId });
    },
    revoke: (deregistrationId, proof, caller = newCaller()) => on(deregistrationId, { type: 'RevokeDeregistration' }, caller, proof),
    performAll: (deregistrationId) => performOwed(engine, `deregistration:${deregistrationId}`),
  };
}
