import type { CommandOf, ProcessType } from '#domain';
import type { Caller, CallerCommand, Outcome, Snapshot } from '#engine';
import type { TestEngine } from './engine';

/** The steps of one account's life, as calls on the engine. Each answers what the engine answers. */
export interface Life {
  takeIn(phone: string, caller?: Caller): Promise<Outcome & { accountId: string; subjectId: string; phoneId: string }>;
  deregister(
    accountId: string,
    caller?: Caller,
    checklist?: { appsUnbound: boolean; groupsLeft: boolean },
  ): Promise<Outcome & { deregistrationId: string }>;
  /** Asks for a code to the original phone; returns what the phone would show. */
  challenge(deregistrationId: string): Promise<{ challengeId: string; code: string }>;
  revoke(deregistrationId: string, proof: { challengeId: string; code: string }, caller?: Caller): Promise<Outcome>;
  /** Performs everything owed to a deregistration until nothing is owed, as the activities would. */
  performAll(deregistrationId: string): Promise<void>;
}

const body = ({ revision, state }: Snapshot) => ({ revision, status: state.status });

export function life({ engine, database, keys, caller: newCaller }: TestEngine): Life {
  const execute = <P extends ProcessType>(command: CallerCommand<P>) => engine.execute(command, body);
  return {
    takeIn: async (phone, caller = newCaller()) => {
      const [accountId, subjectId, phoneId] = ['account', 'subject', 'phone'].map((label) => engine.idFor(caller, label)) as [
        string,
        string,
        string,
      ];
      const command: CommandOf<'account'> = {
        type: 'TakeInAccount',
        accountId,
        subjectId,
        phone: { identifierId: phoneId, key: keys.blindIndex('phone', phone) },
      };
      const seal = [
        { subjectId, dataClass: 'contact', field: 'phone', value: phone },
        { subjectId, dataClass: 'directory', field: 'phone', value: phone },
        { subjectId, dataClass: 'profile', field: 'name', value: `Person of ${phone}` },
      ];
      return { ...(await execute({ process: 'account', id: accountId, command, caller, seal })), accountId, subjectId, phoneId };
    },
    deregister: async (accountId, caller = newCaller(), checklist = { appsUnbound: true, groupsLeft: true }) => {
      const deregistrationId = engine.idFor(caller, 'deregistration');
      const command: CommandOf<'deregistration'> = { type: 'RequestDeregistration', accountId, checklist };
      return { ...(await execute({ process: 'deregistration', id: deregistrationId, command, caller })), deregistrationId };
    },
    challenge: async (deregistrationId) => {
      const challengeId = keys.uuid('test-challenge', newCaller().commandId);
      await database.query(
        `INSERT INTO vault.challenges (challenge_id, purpose, kind, identifier_id, bound_to, key, created_at, expires_at)
         SELECT $1, 'deregistration-revocation', 'phone', (state->>'phoneId')::uuid, id, $2, to_timestamp($3::float8 / 1000), to_timestamp($3::float8 / 1000 + 600)
         FROM rm.process WHERE stream_id = $4`,
        [challengeId, `test.${challengeId}`, await engine.now(), `deregistration:${deregistrationId}`],
      );
      return { challengeId, code: keys.code(challengeId) };
    },
    revoke: (deregistrationId, proof, caller = newCaller()) =>
      execute({ process: 'deregistration', id: deregistrationId, command: { type: 'RevokeDeregistration' }, caller, proof }),
    performAll: async (deregistrationId) => {
      for (;;) {
        const owed = (await engine.readControl(`deregistration:${deregistrationId}`))?.owed ?? [];
        if (owed.length === 0) return;
        for (const { effectId, kind } of owed) {
          await engine.begin(effectId, kind);
          const isStep = !['endSessions', 'confirmDeregistration', 'remindOfCoolingOff', 'confirmRevocation', 'confirmPurge'].includes(
            kind,
          );
          await engine.finish(
            effectId,
            isStep ? ({ type: 'RecordPurgeStep', step: kind, result: { done: true, items: 1 } } as CommandOf<'deregistration'>) : undefined,
          );
        }
      }
    },
  };
}
