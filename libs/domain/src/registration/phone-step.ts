import { refuse, type Instant, type Claim, type ClaimChange, type TallyEntry } from '../decider';
import { accounts, isIn, mayJoin, type Account } from '../account/account';
import { placesOnDevices } from '../account/devices';
import { proofCodes, type Proof } from '../challenge/challenge';
import { defined, group, id, key, optional } from '../events';
import { claim, proof, tally } from '../needs';
import { accept, idle, rule } from './conditions';
import { continueIn } from './endings';
import { numberPlace } from './number-place';
import { frequencyOf, sightingNeeds, sightings } from './frequency';
import { registrationPolicy } from './registration.policy';
import { inviteAsked, inviteBy, inviteNeeds } from './invite-proof';
import { isUnsubmitted, registrations, type OpenRegistration, type Registration } from './registration';

/** What a code to an applicant's phone may be used for. */
export const registrationPhonePurpose = 'registration-phone';

const unproven = idle.when(({ phoneProven }) => !phoneProven, 'phone-proven');

const phoneStep = {
  /** The blind index of the number that the code went to. */
  key,
  /** The blind index of the device, and the id that the account's place on it will have. */
  device: group({ key, entryId: id }),
  /** V7: by what registrations of a day are counted. */
  seen: optional(sightings),
  /** The public id of the administrator who issued the invite; none: a key issued it, or they are erased. */
  issuerId: optional(id),
  /** The registration that has reserved the invite, where the caller may see that one. */
  running: optional(id),
};

export const phoneRules = {
  CorrectPhone: rule({
    origin: 'caller',
    right: 'changeRegistration',
    takes: { phoneId: id, number: optional(numberPlace) },
    given: unproven,
    atMost: { times: ({ phoneCorrections }) => phoneCorrections, soFar: ({ corrections = 0 }) => corrections },
    emits: ['PhoneCorrected'],
    decide: ({ command: { phoneId, number }, policy }) =>
      accept({ type: 'PhoneCorrected', phoneId, ...(policy.foreignNumbersReviewed && defined({ number })) }),
  }),
  /**
   * X21, D6: an applicant who has proven that the number is theirs learns how it stands. The draft of another applicant
   * gives way to them; with a live
   * account on the number they join the company.
   */
  ProvePhone: rule({
    origin: 'caller',
    right: 'changeRegistration',
    takes: phoneStep,
    given: unproven,
    needs: ({ key, device, seen }, state) => ({
      proof,
      invite: inviteAsked(state),
      phone: claim('phone', key),
      // The draft that gives way has one of them.
      device: tally('device-account', device.key, registrationPolicy.accountsPerDevice + 1),
      ...sightingNeeds(seen),
    }),
    // Without the proof no other stream is read or waited for: that would tell numbers apart, too.
    then: ({ proof, phone, invite }, state, command) => {
      const isProven = proof?.verdict === 'proven';
      return {
        account: accounts.read(isProven && phone?.state === 'held' ? phone.holder : undefined),
        rival: registrations.move(isProven ? rivalOf(state, phone) : undefined),
        ...inviteNeeds(isProven ? invite : undefined, state, command),
      };
    },
    emits: ['PhoneProven', 'FrequentRegistrationSeen', 'RegistrationWithdrawn'],
    refuses: [
      ...proofCodes,
      ...(['invite-invalid', 'invite-expired', 'invite-revoked'] as const),
      ...(['registration-pending', 'phone-taken', 'already-a-member', 'phone-in-cooldown', 'device-account-limit'] as const),
    ],
    decide: ({ state, command, facts, now, policy }) => {
      const { proof, phone, account, rival, device } = facts;
      if (proof === undefined) return refuse('challenge-unknown');
      if (proof.verdict === 'refused') return { events: [], problem: proof.problem };
      if (!isForThisNumber(proof, state)) return refuse('code-expired');
      const invite = inviteBy(state, command, facts, now);
      if ('refused' in invite) return refuse(invite.refused);
      if ('continuesIn' in invite) return continueIn(invite.continuesIn, { state, now, policy });
      const provenAt = state.proofs && now;
      if (phone?.state === 'held') {
        const joined = joinHolder(state, phone.holder, account, { provenAt, ...leaving(invite, undefined) });
        return policy.bindsDevices
          ? onDevice(joined, { device: command.device, account, holder: phone.holder, found: device, limit: policy.accountsPerDevice })
          : joined;
      }
      if (phone?.until !== undefined && now < phone.until) return refuse('phone-in-cooldown', { availableAt: phone.until });
      const supersedes = rivalOf(state, phone);
      if (supersedes !== undefined && rival && !isUnsubmitted(rival)) return refuse('registration-pending');
      const { accountsPerDevice } = policy;
      if (accountsAmong(othersOn(device, rival, facts.holder)) >= accountsPerDevice)
        return refuse('device-account-limit', { limit: accountsPerDevice });
      const frequency = frequencyOf(command.seen, facts, now, state.registrationId);
      const { causes } = frequency;
      return {
        events: [
          {
            type: 'PhoneProven',
            ...defined({ supersedes, phoneFreeSince: phone?.until, provenAt, ...leaving(invite, supersedes) }),
            deviceId: command.device.entryId,
          },
          ...(causes.length > 0 ? [{ type: 'FrequentRegistrationSeen' as const, causes }] : []),
        ],
        claims: [reservePhone(state, command.key, phone?.identifierId)],
        tallies: [{ change: 'enter', kind: 'device-account', ...command.device, holder: state.accountId }, ...frequency.tallies],
      };
    },
  }),
};

export const isForThisNumber = (
  { purpose, boundTo, identifierId }: Proof & { verdict: 'proven' },
  { registrationId, phoneId }: OpenRegistration,
) => purpose === registrationPhonePurpose && boundTo === registrationId && identifierId === phoneId;

/** The other registration that has reserved the number. */
const rivalOf = ({ registrationId }: OpenRegistration, phone: Claim | undefined) =>
  phone?.state === 'reserved' && phone.holder !== registrationId ? phone.holder : undefined;

const reservePhone = ({ registrationId, phoneId }: OpenRegistration, key: string, replaces: string | undefined): ClaimChange => ({
  change: 'reserve',
  kind: 'phone',
  key,
  identifierId: phoneId,
  holder: registrationId,
  ...defined({ replaces }),
});

/** R19: the accounts on the device, without that of a draft which gives way to this one. */
const othersOn = (device: readonly TallyEntry[] = [], ...drafts: readonly (Registration | undefined)[]) =>
  device.filter(({ holder }) => drafts.every((draft) => draft === undefined || draft.status === 'none' || holder !== draft.accountId));

/** The invite that is reserved now, and the registration that leaves it, unless it gives way for its number already. */
const leaving = ({ takes, takesFrom }: { takes?: string; takesFrom?: string }, supersedes: string | undefined) => ({
  inviteId: takes,
  takesInviteFrom: takesFrom === supersedes ? undefined : takesFrom,
});

/** Several registrations may join with one account on one device. */
const accountsAmong = (entries: readonly TallyEntry[]): number => new Set(entries.map(({ holder }) => holder)).size;

/**
 * R7, X2: an account has the number, or will have it. A member goes on with that account; whether it is the same
 * person, the document will tell.
 */
function joinHolder(
  { joining }: OpenRegistration,
  holder: string,
  account: Account | undefined,
  further: { provenAt: Instant | undefined; inviteId: string | undefined; takesInviteFrom: string | undefined },
) {
  // That opening may come to nothing yet, and the number be free again.
  if (account?.status === 'opening') return refuse('registration-pending');
  if (!joining) return refuse('phone-taken');
  if (isIn(account, joining.companyId)) return refuse('already-a-member');
  return mayJoin(account, joining.companyId) ? accept({ type: 'PhoneProven', joins: holder, ...defined(further) }) : refuse('phone-taken');
}

interface OnDevice {
  device: { key: string; entryId: string };
  account: Account | undefined;
  holder: string;
  found: readonly TallyEntry[] | undefined;
  limit: number;
}

/** R19, R20: an account that is not bound to the device yet takes a place there, as a new one does. */
function onDevice(joined: ReturnType<typeof joinHolder>, { device, account, holder, found = [], limit }: OnDevice) {
  const [event] = joined.events;
  const own = placesOnDevices(account);
  if (!event || found.some(({ entryId }) => own.includes(entryId))) return joined;
  if (accountsAmong(found.filter((entry) => entry.holder !== holder)) >= limit) return refuse('device-account-limit', { limit });
  return {
    ...accept({ ...event, deviceId: device.entryId }),
    tallies: [{ change: 'enter' as const, kind: 'device-account' as const, ...device, holder }],
  };
}
