import { Injectable } from '@nestjs/common';
import type { CorrectPhone, GiveProfile, GiveSignIn, ProvePhone, WithdrawRegistration } from '#contracts';
import { judgeDocument, processUnder, type CommandOf, type Problem, type KnownRegistration } from '#domain';
import { Engine, streamIdOf, type Caller, type CallerCommand, type HeldClaim, type SealedValue, type ProcessState } from '#engine';
import { Keys } from '#vault';
import { e164 } from '../http/phone';
import type { Call } from '../authority/call';
import { People } from '../authority/people';
import { Refusal } from '../http/refusal';
import { permitOn, Processes } from '../process/processes';
import { Documents } from './documents';
import { RegistrationCodes } from './registration-codes';

type Found = ProcessState<KnownRegistration>;

interface Asked {
  command: CommandOf<'registration'>;
  seal?: readonly SealedValue[];
  proof?: CallerCommand['proof'];
  /** What refuses it for free: asked after a replay, and not recorded. */
  refused?: Problem | undefined;
  /** The document that it names, and who had it when it was looked for. */
  document?: { key: string; holder: string | undefined };
}

/** Somebody else has the document than who was found: whoever has it now must be named, so it is looked for again. Told only to who is overtaken each time. */
const documentMoved: Problem = { code: 'unavailable' };
const looksMax = 3;

/** What callers ask of a registration that is open. Who may not see it gets 404, before the command, before a replay, and again under its locks. */
@Injectable()
export class RegistrationCommands {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly keys: Keys,
    private readonly people: People,
    private readonly codes: RegistrationCodes,
    private readonly documents: Documents,
  ) {}

  /** The code that went to the number last is the one that counts. */
  provePhone(id: string, { code }: ProvePhone, call: Call) {
    return this.on(id, call, async (found, caller) => {
      const [newest, device] = await Promise.all([this.codes.newest(id, found, caller), this.codes.device(found, caller)]);
      // Without a number it is over and erased, and the command says so; those keys are nobody's.
      const place = { key: device ?? '', entryId: this.engine.idFor(caller, 'device') };
      const command = { type: 'ProvePhone' as const, key: newest?.key ?? '', device: place };
      if (newest?.challengeId === undefined) return { command, refused: newest && { code: 'challenge-unknown' } };
      return { command, proof: { challengeId: newest.challengeId, code } };
    });
  }

  async correctPhone(id: string, { phone }: CorrectPhone, call: Call) {
    const corrected = e164(phone);
    const view = await this.on(id, call, ({ state: { subjectId } }, caller) => ({
      command: { type: 'CorrectPhone', phoneId: this.engine.idFor(caller, 'phone') },
      seal: [replaced(subjectId, 'contact', 'phone', corrected)],
    }));
    await this.codes.sendAfter(id, call);
    return view;
  }

  recordSignIn(id: string, { reference }: GiveSignIn, call: Call) {
    return this.on(id, call, ({ state: { subjectId } }) => ({
      command: { type: 'RecordSignIn' },
      seal: [replaced(subjectId, 'profile', 'signInReference', reference)],
    }));
  }

  /**
   * A typo in the document is refused before the authorities are asked, and costs no try (R5). `hostOrg`, `employerOrg` and `documents` are sealed and not
   * yet read: their rules (R12, R16) are still to come.
   */
  giveProfile(id: string, body: GiveProfile, call: Call) {
    const give = async (found: Found, caller: Caller): Promise<Asked> => {
      const judged = judgeDocument(body.identity, found.now);
      const { joins, accountId: own, subjectId } = found.state;
      const accountId = joins ?? own;
      const position = this.position(found, body.positionId);
      const key = judged.ok ? this.keys.blindIndex('identity', judged.canonical) : '';
      // Nobody is named for a registration that is over, and refuses: its applicant may be erased already.
      const over = processUnder('registration', found.policyVersion).outcome(found.state) !== undefined;
      const { principalId, holder: owner } = over
        ? { principalId: '', holder: undefined }
        : await this.people.namedWithHolder(accountId, 'identity', key);
      return {
        command: {
          type: 'GiveProfile',
          identity: { identifierId: this.engine.idFor(caller, 'identity'), key },
          applicant: { accountId, principalId },
          ...(owner && { owner }),
          reviewId: this.engine.idFor(caller, 'identity-review'),
          ...(position !== undefined && { positionStreamId: position }),
        },
        seal: sealedProfile(subjectId, body),
        refused: judged.ok ? undefined : judged.problem,
        ...(!over && { document: { key, holder: owner?.holder } }),
      };
    };
    return lookingAgain(() => this.on(id, call, give));
  }

  submit(id: string, call: Call) {
    return this.on(id, call, async (found, caller) => {
      const document = await this.documents.unreserved(found, caller);
      return { command: { type: 'SubmitRegistration', approvalId: this.engine.idFor(caller, 'approval'), ...(document && { document }) } };
    });
  }

  withdraw(id: string, body: WithdrawRegistration, call: Call) {
    const { code, text } = body?.reason ?? {};
    return this.on(id, call, ({ state: { subjectId } }) => ({
      command: { type: 'WithdrawRegistration', ...(code !== undefined && { reasonCode: code }) },
      seal: text === undefined ? [] : [sealed(subjectId, 'reasons', 'withdrawal', text)],
    }));
  }

  private async on(id: string, call: Call, ask: (found: Found, caller: Caller) => Asked | Promise<Asked>) {
    const { authority } = call;
    const found = await this.processes.find('registration', id, authority);
    const { caller } = call;
    const { refused, document, ...asked } = await ask(found, caller);
    const seen = permitOn(authority, streamIdOf('registration', id));
    const permit: typeof seen = (streams, claims) => seen(streams, claims) ?? refused ?? moved(document, claims);
    return this.processes.command({ process: 'registration', id, permit, ...asked }, call);
  }

  /** An id of nothing where there is no company to have positions: the rule says `position-unknown` to both. */
  private position({ companyId }: Found, positionId: string | undefined): string | undefined {
    return positionId === undefined ? undefined : this.engine.ids.position(companyId ?? '', positionId);
  }
}

function moved(document: Asked['document'], claims: readonly HeldClaim[]): Problem | undefined {
  const holder = claims.find(({ kind, key }) => kind === 'identity' && key === document?.key)?.holder;
  return document && holder !== document.holder ? documentMoved : undefined;
}

/** Again while somebody was quicker, a bounded number of times: then 503, and the same key tries again. */
async function lookingAgain<T>(ask: () => Promise<T>): Promise<T> {
  for (let looks = 1; ; looks += 1) {
    try {
      return await ask();
    } catch (error) {
      const overtaken = error instanceof Refusal && error.problem === documentMoved;
      if (!overtaken || looks >= looksMax) throw error;
    }
  }
}

const sealed = (subjectId: string, dataClass: string, field: string, value: string): SealedValue => ({
  subjectId,
  dataClass,
  field,
  value,
});

/** Said again, it takes the place of what was said before. */
const replaced = (...value: Parameters<typeof sealed>): SealedValue => ({ ...sealed(...value), replace: true });

function sealedProfile(subjectId: string, { name, identity, hostOrg, employerOrg, documents }: GiveProfile): SealedValue[] {
  const employment = { hostOrg, employerOrg, documents };
  return [
    replaced(subjectId, 'profile', 'name', name),
    replaced(subjectId, 'profile', 'identity', JSON.stringify(identity)),
    replaced(subjectId, 'profile', 'employment', JSON.stringify(employment)),
  ];
}
