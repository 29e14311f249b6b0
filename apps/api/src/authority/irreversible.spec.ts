import { processes } from '#domain';
import type { Access } from '#contracts';
import { permissions, type Right } from './authority';

/** Why an act of this right does not ask for the proof of an owner, for each right by which callers send commands. */
const withoutOwner: Readonly<Record<string, string>> = {
  takeInAccount: 'begins something',
  openRegistration: 'begins something',
  takeInCompany: 'begins something',
  openApproval: 'begins something',
  openReview: 'begins something',
  manageCompany: 'concerns a company, no person',
  replanApproval: 'moves dates of an approval, and ends nothing',
  chooseCalendar: 'concerns a company, no person',
  chooseVerificationProfile: 'concerns a company, and takes no role back',
  chooseMemberRules: 'concerns a company, and can be chosen anew',
  keepCalendars: 'concerns a company or the platform, no person',
  keepPositions: 'concerns a company, no person',
  keepPolicies: 'concerns who is asked from now on, and can be taken back by the next version',
  adoptPolicies: 'moves deadlines alone, and can be taken back by another version',
  keepDepartments: 'concerns a company, no person',
  issueInvites: 'begins something',
  openRightsReview: 'begins something: each right is decided by a person who proves it',
  grantRoles: 'is the company’s: a role that it takes back it may grant again',
  changeRegistration: 'nothing was had yet: who withdraws begins anew',
  openVerification: 'begins something',
  changeVerification: 'proves or withdraws, and ends nothing that the person has',
  openCaseReview: 'begins something',
  endMembership: 'ends what a company has lent, and no data: it may invite the person anew',
  changePhone: 'asks for codes to both numbers, and the former one stays kept for a while',
  keepMembers: 'ends what a company has lent, and no data: it may invite the person anew, or wake them',
  changeDepartment: 'is the company’s: a member who was moved may be moved back',
  bindDevices: 'a device comes and goes',
  unlockAccount: 'lets the person sign in again, a midnight earlier',
  adoptAccountPolicies: 'moves deadlines and gates alone, and can be taken back by the former version',
  revokeCredentials: 'ends no data: the person may prove it again',
  nameOperators: 'begins the installation',
  giveDelegations: 'lends what may be taken back at once',
  decideApproval: 'asks for the proof of the person who decides',
  pursueApproval: 'adds to what the requester has asked for',
  workRiskAlerts: 'ends an alert, which the next cause opens again',
  revokeDeregistration: 'keeps what is there, and asks for a code',
  retryPurgeStep: 'repeats what the owner has decided',
  retryDirectoryRemoval: 'repeats what was decided',
};

const rightsOfCommands = [
  ...new Set(
    Object.values(processes).flatMap(({ rules }) =>
      Object.values<{ right?: string }>(rules).flatMap(({ right }) => (right === undefined ? [] : [right as Right])),
    ),
  ),
];
const accessOf = (right: Right): Access => permissions[right];

describe('an act that ends what a person owns', () => {
  it('asks for the proof of its owner; of every other act it is said here why it does not', () => {
    const asking = rightsOfCommands.filter((right) => accessOf(right).ownersProof);
    expect(asking).toEqual(['requestDeregistration']);
    expect(rightsOfCommands.filter((right) => !asking.includes(right)).sort()).toEqual(Object.keys(withoutOwner).sort());
  });

  it('asks a person for a recent sign-in too, and is open to people and to services that bring a code', () => {
    for (const right of rightsOfCommands.filter((each) => accessOf(each).ownersProof))
      expect(accessOf(right)).toMatchObject({ stepUp: true, forPeople: true, roles: expect.arrayContaining(['service']) as string[] });
  });
});
