import type { Instant } from '../decider';
import { defined, eventsOf, id, instant, list, optional, type DataOf, type EventOf } from '../events';
import { streamsOf } from '../needs';

export const terms = {
  companyId: id,
  positionStreamId: id,
  departmentId: optional(id),
  managers: list(id),
  expiresAt: instant,
  /** The administrator who issued it, by all of their ids; left out: a key of the company or of the platform did. */
  issuedBy: optional(list(id)),
};
type Terms = DataOf<typeof terms>;

/**
 * issued ⇄ reserved → spent; revoked from the first two. Reserved when the phone of a registration with it is proven,
 * spent when that one activates, returned at any other end of it. S0 has invites (R3); that one serves a single
 * registration is our choice.
 */
export type Invite =
  | { status: 'none' }
  | (Terms & { status: 'issued' })
  | (Terms & { status: 'reserved'; holder: string })
  | (Terms & { status: 'spent'; holder: string })
  | (Terms & { status: 'revoked'; renewedAs?: string; renewedUntil?: Instant });

export const invites = streamsOf<Invite>('invite');

/** An opening takes it: whether somebody has come by it, or is coming, the proof of a phone tells. */
export const isTaken = (invite: Invite): invite is Terms & ({ status: 'issued' } | { status: 'reserved' | 'spent'; holder: string }) =>
  invite.status === 'issued' || invite.status === 'reserved' || invite.status === 'spent';

type Issued = Exclude<Invite, { status: 'none' }>;
const isIssued = (invite: Invite): invite is Issued => invite.status !== 'none';
const termsOf = ({ companyId, positionStreamId, departmentId, managers, expiresAt, issuedBy }: Issued): Terms => ({
  companyId,
  positionStreamId,
  ...defined({ departmentId }),
  managers,
  expiresAt,
  ...defined({ issuedBy }),
});

const { event, from } = eventsOf<Invite>();
const byHolder = { holder: id };
export const inviteEvents = {
  InviteIssued: event(terms, (_, issued) => ({ status: 'issued', ...issued })),
  InviteReserved: from(isIssued)(byHolder, (invite, { holder }) => ({ status: 'reserved', ...termsOf(invite), holder })),
  InviteReturned: from(isIssued)(byHolder, (invite) => ({ status: 'issued', ...termsOf(invite) })),
  InviteSpent: from(isIssued)(byHolder, (invite, { holder }) => ({ status: 'spent', ...termsOf(invite), holder })),
  /** The company has sent another one in its place: its code is dead, and the terms go on under the other. */
  InviteRenewed: from(isIssued)(
    { renewedAs: id, expiresAt: instant, issuedBy: terms.issuedBy },
    (invite, { renewedAs, expiresAt: renewedUntil }) => ({ status: 'revoked', ...termsOf(invite), renewedAs, renewedUntil }),
  ),
  /** `holder`: the registration that had reserved it, which ends with it. */
  InviteRevoked: from(isIssued)({ holder: optional(id) }, (invite) => ({ status: 'revoked', ...termsOf(invite) })),
};
export type InviteEvent = EventOf<typeof inviteEvents>;
