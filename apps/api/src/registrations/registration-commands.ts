import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import {
  claimsByProof,
  endOfDocument,
  judgeDocument,
  personName,
  processUnder,
  type CommandOf,
  type Problem,
  type KnownRegistration,
} from '#domain';
import { Engine, streamIdOf, type Caller, type CallerCommand, type HeldClaim, type SealedValue, type ProcessState } from '#engine';
import { Keys } from '#vault';
import { isMainland, mobile, placeOf } from '../http/phone';
import type { Call } from '../authority/call';
import { People } from '../authority/people';
import { advanceEvidence, kindsOf, noRequest } from '../evidence/references';
import { evidenceField, sealedText } from '../evidence/sealed-texts';
import { lookUpAgain } from '../http/look-up-again';
import { permitOn, Processes } from '../process/processes';
import { Documents } from './documents';
import { InviteHolders } from './invite-holders';
import { placeSaid } from './place';
import { RegistrationCodes } from './registration-codes';

type Found = ProcessState<KnownRegistration>;
type Identity = NonNullable<BodyOf<'registration', 'GiveProfile'>['identity']>;

interface Asked {
  command: CommandOf<'registration'>;
  seal?: readonly Sealed[];
  proof?: CallerCommand['proof'];
  /** A refusal that costs no try: checked after a replay, and not recorded. */
  refused?: Problem | undefined;
  /** The document that the command names, and its holder at the lookup. */
  document?: { key: string; holder: string | undefined };
}

/** The holder changed since the lookup. */
const documentMoved: Problem = { code: 'unavailable' };

/**
 * The commands of callers to open registrations.
 * A caller who may not see one gets 404, before the command, before a replay, and again under lock.
 */
@Injectable()
export class RegistrationCommands {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly keys: Keys,
    private readonly people: People,
    private readonly codes: RegistrationCodes,
    private readonly documents: Documents,
    private readonly invites: InviteHolders,
  ) {}

  /** The code that went to the number last is the one that counts. */
  provePhone(id: string, { code, addressHash }: BodyOf<'registration', 'ProvePhone'>, call: Call) {
    return this.on(id, call, async (found, caller) => {
      const [newest, device, invite] = await Promise.all([
        this.codes.newest(id, found, caller),
        this.codes.device(found, caller),
        this.invites.of(found.state, call.authority),
      ]);
      // Without a number it is over and erased, and the command says so; those keys are nobody's.
      const place = { key: device ?? '', entryId: this.engine.idFor(caller, 'device') };
      const seen = newest && device !== undefined ? this.sightings(newest.key, device, addressHash, caller) : undefined;
      const command = { type: 'ProvePhone' as const, key: newest?.key ?? '', device: place, ...(seen && { seen }), ...invite };
      if (newest?.challengeId === undefined) return { command, refused: newest && { code: 'challenge-unknown' } };
      return { command, proof: { challengeId: newest.challengeId, code, counter: this.codes.counter(id, found, call) } };
    });
  }

  /** V7: each is counted under an id of its own. A caller's hash is hashed again: nobody else can look for it. */
  private sightings(phone: string, device: string, addressHash: string | undefined, caller: Caller) {
    const seen = (what: string, key: string) => ({ key, entryId: this.engine.idFor(caller, `seen ${what}`) });
    return {
      phone: seen('phone', phone),
      device: seen('device', device),
      ...(addressHash !== undefined && { address: seen('address', this.keys.blindIndex('address', addressHash)) }),
    };
  }

  async correctPhone(id: string, { phone }: BodyOf<'registration', 'CorrectPhone'>, call: Call) {
    const corrected = mobile(phone);
    const view = await this.on(id, call, ({ state: { subjectId } }, caller) => ({
      command: { type: 'CorrectPhone', phoneId: this.engine.idFor(caller, 'phone'), number: placeOf(corrected) },
      seal: [{ ...toReplacingValue(subjectId, 'contact', 'phone', corrected), foundBy: this.keys.blindIndex('phone', corrected) }],
    }));
    await this.codes.sendAfter(id, call);
    return view;
  }

  recordSignIn(id: string, { reference }: BodyOf<'registration', 'GiveSignIn'>, call: Call) {
    return this.on(id, call, ({ state: { subjectId } }) => ({
      command: { type: 'RecordSignIn' },
      seal: [toReplacingValue(subjectId, 'profile', 'signInReference', reference)],
    }));
  }

  /**
   * R5: a typo in the document is refused before the registry is asked, and costs no try.
   */
  giveProfile(id: string, body: BodyOf<'registration', 'GiveProfile'>, call: Call) {
    const give = async (found: Found, caller: Caller): Promise<Asked> => {
      const { identity } = body;
      const judged = identity && judgeDocument(identity, found.now);
      const name = personName(body.name);
      const { joins, accountId: own, subjectId } = found.state;
      const accountId = joins ?? own;
      const position = this.position(found, body.positionId);
      const passport = identity && (await this.passport(found, identity, caller));
      const key = judged?.ok ? this.keys.blindIndex('identity', judged.canonical) : '';
      // Names nobody for a registration that is over, and refuses: its applicant may be erased already.
      const over = processUnder('registration', found.policyVersion).outcome(found.state) !== undefined;
      const { principalId, holder: owner } = over
        ? { principalId: '', holder: undefined }
        : await this.people.principalsWithHolder(accountId, 'identity', key);
      return {
        command: {
          type: 'GiveProfile',
          ...(identity && { identity: { identifierId: this.engine.idFor(caller, 'identity'), key }, document: toDocument(identity) }),
          applicant: { accountId, principalId },
          ...(owner && { owner }),
          reviewId: this.engine.idFor(caller, 'identity-review'),
          ...(position !== undefined && { positionStreamId: position }),
          ...placeSaid(body, this.engine, caller),
          ...(passport && { passport }),
          ...(body.evidence && { evidence: kindsOf(body.evidence) }),
          ...(body.documents && { shown: kindsShown(body.documents) }),
        },
        seal: sealProfile(subjectId, { ...body, name: name ?? body.name }, key),
        refused: judged?.ok === false ? judged.problem : misnamed(name),
        // It is claimed with its check: what is typed is compared with no holder.
        ...(!over && identity && !claimsByProof(found.policyVersion) && { document: { key, holder: owner?.holder } }),
      };
    };
    return lookUpAgain(documentMoved, () => this.on(id, call, give));
  }

  submit(id: string, call: Call) {
    return this.on(id, call, async (found, caller) => {
      const document = await this.documents.findUnreserved(found, caller);
      return { command: { type: 'SubmitRegistration', approvalId: this.engine.idFor(caller, 'approval'), ...(document && { document }) } };
    });
  }

  withdraw(id: string, body: BodyOf<'registration', 'WithdrawRegistration'>, call: Call) {
    const { code, text } = body?.reason ?? {};
    return this.on(id, call, ({ state: { subjectId } }) => ({
      command: { type: 'WithdrawRegistration', ...(code !== undefined && { reasonCode: code }) },
      seal: text === undefined ? [] : [toSealedValue(subjectId, 'reasons', 'withdrawal', text)],
    }));
  }

  /** V8: what the people who decide have asked the applicant for. */
  giveEvidence(id: string, { requestId: named, items }: BodyOf<'registration', 'GiveEvidence'>, call: Call) {
    return this.on(id, call, ({ state: { subjectId, approvalId, evidence } }) => {
      const requestId = named ?? evidence?.requestId ?? noRequest;
      return {
        command: { type: 'GiveEvidence', requestId, kinds: kindsOf(items) },
        seal: sealedText(subjectId, evidenceField(approvalId ?? id, requestId), JSON.stringify(items)),
      };
    });
  }

  /** One command on an open registration, with what the caller has asked. */
  async on(id: string, call: Call, ask: (found: Found, caller: Caller) => Asked | Promise<Asked>) {
    const { authority } = call;
    const found = await this.processes.find('registration', id, authority);
    const { caller } = call;
    const { refused, document, ...asked } = await ask(found, caller);
    const seen = permitOn(authority, streamIdOf('registration', id));
    const permit: typeof seen = (streams, claims) => seen(streams, claims) ?? refused ?? refuseOvertaken(document, claims);
    return this.processes.command({ process: 'registration', id, permit, seen: found, ...asked }, call);
  }

  /**
   * R9: what tells foreign staff from overseas staff. Opens the number of older registrations, which did not record it.
   */
  private async passport({ state, companyId }: Found, identity: Identity, caller: Caller) {
    if (identity.kind !== 'passport' || companyId === undefined) return undefined;
    const visa = identity.visaUntil !== undefined;
    if (state.number !== undefined) return { visa, mainlandNumber: !state.number.foreign };
    const phone = await this.codes.phoneOf(state, caller);
    return { visa, mainlandNumber: phone !== undefined && isMainland(phone) };
  }

  /** A random id if there is no company: the rule refuses both with `position-unknown`. */
  private position({ companyId }: Found, positionId: string | undefined): string | undefined {
    return positionId === undefined ? undefined : this.engine.ids.position(companyId ?? '', positionId);
  }
}

/** V4: by which document the account will be proven, and until when it is good. */
function toDocument(identity: Identity) {
  const until = endOfDocument(identity);
  return { method: identity.kind, ...(until !== undefined && { until }) };
}

function refuseOvertaken(document: Asked['document'], claims: readonly HeldClaim[]): Problem | undefined {
  const holder = claims.find(({ kind, key }) => kind === 'identity' && key === document?.key)?.holder;
  return document && holder !== document.holder ? documentMoved : undefined;
}

/** R16: a name alone says neither what it shows nor where it lies, so that it shows nothing. */
const kindsShown = (documents: NonNullable<BodyOf<'registration', 'GiveProfile'>['documents']>): readonly string[] =>
  kindsOf(documents.filter((each) => typeof each !== 'string'));

type Sealed = SealedValue<'registration'>;

const toSealedValue = (subjectId: string, dataClass: Sealed['dataClass'], field: string, value: string): Sealed => ({
  subjectId,
  dataClass,
  field,
  value,
});

/** A later value replaces the earlier one. */
const toReplacingValue = (...value: Parameters<typeof toSealedValue>): Sealed => ({ ...toSealedValue(...value), replace: true });

/** R4: a name that no register can have is refused before one is asked, like a typo in the document. */
const misnamed = (name: string | undefined): Problem | undefined => (name === undefined ? { code: 'name-invalid' } : undefined);

function sealProfile(
  subjectId: string,
  { name, identity, hostOrg, employerOrg, documents, evidence }: BodyOf<'registration', 'GiveProfile'>,
  key: string,
): Sealed[] {
  const employment = { hostOrg, employerOrg, documents };
  return [
    toReplacingValue(subjectId, 'profile', 'name', name),
    ...(identity
      ? [{ ...toReplacingValue(subjectId, 'profile', 'identity', JSON.stringify(identity)), ...(key !== '' && { foundBy: key }) }]
      : []),
    toReplacingValue(subjectId, 'profile', 'employment', JSON.stringify(employment)),
    ...(evidence ? [toReplacingValue(subjectId, 'profile', advanceEvidence, JSON.stringify(evidence))] : []),
  ];
}
