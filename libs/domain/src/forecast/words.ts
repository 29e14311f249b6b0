import type { ProcessType } from '../processes';

/** What a timed command changes, and which commands or observations before it would change that. */
export interface Foretold {
  changes: string;
  /** Each as `<process>:<Command>`, or `observation:<type>`. */
  movedBy: readonly string[];
}

const undo = 'deregistration:RevokeDeregistration';
const request = 'deregistration:RequestDeregistration';
const decided = ['approval:DecideTask', 'approval:WithdrawApproval', 'approval:ReplanDeadlines', 'approval:AdoptPolicy'];

/** By process and timed command. A command of the clock without words here fails its spec. */
export const foretold: Readonly<Partial<Record<ProcessType, Readonly<Record<string, Foretold>>>>> = {
  account: {
    RaiseTier: { changes: 'The account reaches its next tier, and may do more.', movedBy: [] },
    AnnounceExpiry: {
      changes: 'The person hears that a proof of identity will end.',
      movedBy: ['verification:OpenVerification', 'account:RevokeCredential'],
    },
    LapseCredential: {
      changes: 'A proof of identity counts no more; what rests on it is withheld.',
      movedBy: ['verification:OpenVerification', 'account:RevokeCredential'],
    },
    DropLevel: {
      changes: 'The account was idle for too long: its level drops until the person verifies again.',
      movedBy: ['observation:activity', 'verification:OpenVerification'],
    },
    EndLock: { changes: 'The account is no longer locked after failed sign-ins.', movedBy: ['account:UnlockAccount'] },
    EndPlannedEmployment: {
      changes: 'The employment ends, and the membership with it or as was asked.',
      movedBy: ['account:CancelEmploymentEnd', 'account:EndEmployment'],
    },
    RequireReverification: {
      changes: 'The account was idle for too long: the person must verify again before it does more.',
      movedBy: ['observation:activity', 'verification:OpenVerification'],
    },
    ReleaseFormerPhone: { changes: 'A number that the person had before may be anybody’s.', movedBy: [] },
    EndMergedRetention: { changes: 'What is kept of the closed account is erased.', movedBy: [request] },
  },
  approval: {
    RemindApprovers: { changes: 'The approvers who have not decided hear of it again.', movedBy: decided },
    EscalateStage: { changes: 'Further people are asked to decide.', movedBy: decided },
    CallOperator: { changes: 'An operator gets a task: nobody has decided.', movedBy: decided },
    DecideStage: { changes: 'The stage is decided as its policy says.', movedBy: decided },
    SettleStage: { changes: 'The stage is closed by the decisions that it has.', movedBy: decided },
    ExpireEvidenceRequest: {
      changes: 'The evidence was not given: the approval expires.',
      movedBy: ['approval:GiveEvidence', 'registration:GiveEvidence', ...decided],
    },
    ExpireApproval: { changes: 'Nobody has decided in time: the approval expires, and what waits for it ends.', movedBy: decided },
    EndRetention: { changes: 'The texts of the approval are erased.', movedBy: [] },
  },
  deregistration: {
    RemindOfCoolingOff: { changes: 'The person hears that the account will be purged, and how to undo that.', movedBy: [undo] },
    EndCoolingOff: { changes: 'The undo is over: the account is purged.', movedBy: [undo] },
    EndDirectoryRetention: { changes: 'The entries in the directories of companies are removed.', movedBy: [] },
    ReleasePhone: { changes: 'The number may be anybody’s.', movedBy: [] },
  },
  registration: {
    ExpireDraft: {
      changes: 'The registration was not submitted: it expires.',
      movedBy: ['registration:SubmitRegistration', 'registration:WithdrawRegistration'],
    },
    EndRetention: { changes: 'What is kept of the registration is erased.', movedBy: [request] },
  },
  'rights-review': {
    RemindReviewers: { changes: 'The reviewers who have not decided hear of it again.', movedBy: ['approval:DecideTask'] },
    EndRightsReview: { changes: 'The review ends; rights that nobody has decided about stay.', movedBy: ['approval:DecideTask'] },
  },
  verification: {
    ExpireVerification: {
      changes: 'The case was not finished: it expires.',
      movedBy: ['verification:MakeAttempt', 'verification:GiveEvidence', 'verification:WithdrawVerification'],
    },
    EndRetention: { changes: 'What is kept of the case is erased.', movedBy: [request] },
  },
};

/** What a timed command of a process changes; undefined for one that a newer release has. */
export const foretoldOf = (type: string, command: string): Foretold | undefined => foretold[type as ProcessType]?.[command];
