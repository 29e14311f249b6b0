import { z } from 'zod';
import { administrators, everybody } from './access';
import { body, face } from './face';
import { approver, count, duration, exampleId, id, instant, knownLabel, label, personId, word } from './formats';
import { title } from './typed';
import { companyProblems } from './problems/companies';
import { page, pageQuery } from './page';
import { belonging, whoIs } from './people';
import { processSchemas } from './process';

const companyKind = z.enum(['enterprise', 'sole-trader', 'public-body']);

/** `POST /v1/companies`: takes a company in that has been verified elsewhere. Its name is sealed. */
const foreignRelated = z
  .boolean()
  .describe('Whether foreign staff may join, who then send the end of their visa. Left out: not said, and nothing is asked of them.')
  .optional();
const TakeInCompany = body(z.strictObject({ name: title(200), companyKind, verified: z.literal(true), foreignRelated }), {
  name: 'Acme',
  companyKind: 'enterprise',
  verified: true,
  foreignRelated: true,
});

/** By which working days are counted for the company: a region's calendar, or one of its own or of the platform. */
const chosenCalendar = z
  .strictObject({
    region: label.describe('Of GET /v1/calendars/regions.').optional(),
    storedId: id.describe('The id of a calendar of the company, or of the platform.').optional(),
  })
  .refine(({ region, storedId }) => (region === undefined) !== (storedId === undefined), {
    message: 'must name a region or a stored calendar, and not both',
    path: ['region'],
  });

/** `PUT /v1/companies/{id}/calendar`. */
const ChooseCalendar = body(chosenCalendar, { region: 'de' }, { storedId: exampleId });

/** In days. */
const aYear = 365;

/** `PUT /v1/companies/{id}/verification-profile`. What is left out is as the profile says. */
const ChooseVerificationProfile = body(
  z.strictObject({
    profile: z.enum(['standard', 'strict']),
    faceRequired: z.boolean().describe('Whether a live face is asked of people who join, and for further ways to reach others.').optional(),
    adminLevel: z.literal([0, 1, 2, 3]).describe('The level that a person needs before they get a role of administration.').optional(),
    faceReviewDays: count.describe('After so many days a live face is to be shown again. Left out: it counts for good.').optional(),
    foreignNumberReview: z
      .enum(['required', 'exempt'])
      .describe(
        'Whether a person looks at the document of applicants with a number of Hong Kong, Macau, Taiwan or another country. It holds for registrations that are opened from now on.',
      )
      .optional(),
    oneMessenger: z
      .boolean()
      .describe(
        'Whether a number that is used with both outside messengers may not join. Left out: nobody asks. It holds for registrations that are opened from now on.',
      )
      .optional(),
  }),
  { profile: 'strict' },
  { profile: 'standard', faceRequired: true, adminLevel: 3, faceReviewDays: aYear, foreignNumberReview: 'exempt', oneMessenger: true },
);
const verificationProfile = z.strictObject({
  profile: z.enum(['standard', 'strict']),
  faceRequired: z.boolean(),
  adminLevel: z.number().int().min(0).max(3),
  faceReviewDays: count.optional(),
  foreignNumberReview: z.enum(['required', 'exempt']),
  oneMessenger: z.boolean().optional(),
});

const memberLimit = z.number().int().min(0).max(1_000_000);
const memberRules = {
  contactsMax: memberLimit
    .describe('The most external contacts that a person of the company may have. Left out: no such limit.')
    .optional(),
  contactAddsPerDay: memberLimit.describe('The most new ones in a day. Left out: as the tier of the person says.').optional(),
};

/** `PUT /v1/companies/{id}/member-rules`: the whole of what the company lets its people do less, from now on. */
const ChooseMemberRules = body(
  z.strictObject({
    off: z.array(label).max(50).describe('Capabilities that nobody has in the company, such as moments. An empty list turns all on.'),
    ...memberRules,
  }),
  { off: ['moments'], contactsMax: 200, contactAddsPerDay: 20 },
  { off: ['moments', 'payment'] },
);

const name = z.string().optional().describe('Where a company is read or listed; not in the answers of commands.');
const calendarInUse = z
  .union([z.strictObject({ region: word }), z.strictObject({ storedId: id })])
  .describe('The calendar that the company has chosen. Left out: the one of the platform.')
  .optional();
const company = processSchemas('company', {
  states: ['verified'],
  own: {
    companyKind,
    foreignRelated,
    name,
    calendar: calendarInUse,
    verification: verificationProfile.describe('What its people have to prove. Left out: the profile `standard`.').optional(),
    memberRules: z
      .strictObject({ off: z.array(word), ...memberRules, version: count.describe('How often they were chosen.') })
      .describe('What its people may do less than elsewhere. Left out: nothing.')
      .optional(),
  },
  workflow: false,
});

/** `GET /v1/companies`: those that the caller sees, newest first. */
export const companyQuery = z.strictObject(pageQuery);
export const companyPage = page(company.item);

/**
 * `POST /v1/companies/{id}/positions`: one more in the preset library. `positionId` and `template` are words of the
 * company's own; the title is sealed.
 */
const AddPosition = body(
  z.strictObject({
    positionId: label,
    title: title(200),
    template: label.describe(
      'The name of the group of permissions that the position gives, in your own words; returned also with the membership. `sales` brings customer-contact, `finance` takes external-files, and any other word neither.',
    ),
    autoApprove: z.boolean().optional().describe('A registration for this position needs no confirmation by people.'),
  }),
  {
    positionId: 'sales',
    title: 'Sales',
    template: 'sales',
    autoApprove: true,
  },
);

export const position = z.strictObject({ companyId: id, positionId: label, template: label, autoApprove: z.boolean() });

const positionState = z.enum(['offered', 'retired']);
/** `POST /v1/companies/{id}/positions/{positionId}/retirement`. */
export const retiredPosition = z.strictObject({ companyId: id, positionId: knownLabel, state: z.literal('retired') });
export const positionParams = z.strictObject({ id, positionId: knownLabel });
/** `GET /v1/companies/{id}/positions/{positionId}`. The title comes from the vault, which records who has opened it. */
export const shownPosition = z.strictObject({
  ...position.shape,
  positionId: knownLabel,
  template: knownLabel,
  state: positionState.describe('Nobody comes by a `retired` one any more; who has it keeps it.'),
  title: z.string().optional(),
  addedAt: instant,
  retiredAt: instant.optional(),
});

/** What only a newer release can read: a list tells that it is there. */
const unreadable = z.strictObject({ id, unreadable: z.literal('newer-release') });

/** What lists of a company ask for beside the page. */
export const ofCompanyQuery = z.strictObject(pageQuery);

/** `GET /v1/companies/{id}/positions`, newest first. */
export const positionQuery = z.strictObject({ ...pageQuery, state: positionState.optional() });
export const positionPage = page(z.union([shownPosition, unreadable]));

const departmentName = z.strictObject({ name: title(200) });

/** `POST /v1/companies/{id}/departments`: departments are flat. The name is sealed. */
const AddDepartment = body(departmentName, { name: 'Sales' });
/** `PUT /v1/companies/{id}/departments/{departmentId}/name`. */
const RenameDepartment = body(departmentName, { name: 'Sales and service' });

export const departmentParams = z.strictObject({ id, departmentId: id });
export const departmentQuery = z.strictObject(pageQuery);

/** A department in the answer of a command: the name is in no answer that is recorded. */
export const keptDepartment = z.strictObject({ companyId: id, departmentId: id });
/** The name comes from the vault, which records who has opened it. */
export const department = z.strictObject({ ...keptDepartment.shape, name: z.string().optional() });
export const departmentPage = page(department);

/** Approvals ask its members; it gives no rights. */
const group = z
  .string()
  .max(100)
  .regex(/^group:(?!.*\d{9})[a-z0-9][a-z0-9-]{0,39}$/)
  .describe('A group of the company, by a word of its own after `group:`, of up to 500 people.') as unknown as z.ZodType<`group:${string}`>;
const role = z.union([z.enum(['it-admin', 'super-admin', 'company-admin', 'department-admin']), group]);
const departmentsMax = 20;
const departmentIds = z
  .array(id)
  .min(1)
  .max(departmentsMax)
  .describe('With department-admin, and with no other role: the departments that the person administers, beside those that they have.');

/** `POST /v1/companies/{id}/roles`. */
const GrantRole = body(
  z
    .strictObject({ role, userId: personId, departmentIds: departmentIds.optional() })
    .refine(({ role: named, departmentIds: ids }) => (named === 'department-admin') === (ids !== undefined), {
      message: 'must be there with department-admin, and with no other role',
      path: ['departmentIds'],
    }),
  { role: 'it-admin', userId: exampleId },
  { role: 'department-admin', userId: exampleId, departmentIds: [exampleId] },
);

/** `POST /v1/companies/{id}/roles/revocation`. */
const TakeRoleBack = body(z.strictObject({ role, userId: personId }), { role: 'it-admin', userId: exampleId });

/** `principalId` stands for the person in every answer. */
export const grantedRole = z.strictObject({
  companyId: id,
  role,
  principalId: id,
  departmentIds: z.array(id).optional(),
  belonging: belonging.describe(
    'What the person is to the company: a `member`; somebody with an `account` here who is no member of it; or somebody from `outside`.',
  ),
});

/** `GET /v1/companies/{id}/roles`: one for each holder, by role. */
export const rolePage = page(z.union([z.strictObject({ role: word, ...whoIs }), unreadable]));

const managersMax = 20;
export const managers = z
  .array(approver)
  .min(1)
  .max(managersMax)
  .refine((people) => new Set(people.map((each) => each.slice(each.indexOf(':')))).size === people.length, { message: 'must not repeat' });

/** `POST /v1/companies/{id}/invites`: `managers` confirm whoever comes with it. */
const IssueInvite = body(
  z.strictObject({
    positionId: knownLabel,
    departmentId: id.describe('The department that the person comes into.').optional(),
    managers,
    expiresIn: duration.optional(),
  }),
  { positionId: 'sales', departmentId: exampleId, managers: [`user:${exampleId}`], expiresIn: 'P7D' },
);

/** `POST /v1/companies/{id}/invites/{inviteId}/renewal`: with a new code and time; the rest is as it was. */
const RenewInvite = body(z.strictObject({ expiresIn: duration.optional() }), { expiresIn: 'P7D' });

/** The code is stored nowhere; the same call returns it again. */
export const issuedInvite = z.strictObject({ code: z.string(), expiresAt: instant });

export const inviteParams = z.strictObject({ id, inviteId: id });
/** `POST /v1/companies/{id}/invites/{inviteId}/revocation`. */
export const revokedInvite = z.strictObject({ companyId: id, inviteId: id, state: z.literal('revoked') });

const inviteState = z.enum(['issued', 'reserved', 'spent', 'expired', 'revoked']);

/** `GET /v1/companies/{id}/invites`, newest first. An invite that nobody has reserved in time has expired. */
export const inviteQuery = z.strictObject({ ...pageQuery, state: inviteState.optional() });
export const invitePage = page(
  z.union([
    z.strictObject({
      inviteId: id,
      state: inviteState,
      positionId: knownLabel.optional(),
      title: z.string().optional(),
      managers: z.array(id),
      issuedBy: id.optional().describe('the administrator who issued it; left out: a key did'),
      issuerMayInvite: z
        .literal(false)
        .optional()
        .describe('The administrator who issued it has lost the role, or their account is leaving or gone: nobody comes by this invite.'),
      issuedAt: instant,
      expiresAt: instant,
      registrationId: id.optional().describe('that has reserved or spent it, where the caller sees that'),
      renewedAs: id.optional().describe('With state revoked: the invite that was sent in its place.'),
    }),
    unreadable,
  ]),
);

export const companies = face({
  path: 'companies',
  answer: company.whole,
  read: 'readCompanies',
  rights: {
    takeInCompany: { roles: ['operator'], scope: 'companies:write' },
    manageCompany: { roles: ['operator'], scope: 'companies:write' },
    chooseCalendar: { roles: ['operator'], scope: 'companies:write', administrators: ['super-admin'] },
    chooseVerificationProfile: { roles: ['operator'], scope: 'companies:write', administrators: ['super-admin'] },
    chooseMemberRules: { roles: ['operator'], scope: 'companies:write', administrators: ['super-admin'] },
    keepPositions: { roles: ['operator'], scope: 'companies:write', administrators: ['super-admin'] },
    keepDepartments: { roles: ['operator'], scope: 'companies:write', administrators },
    grantRoles: { roles: ['operator'], scope: 'companies:write', administrators },
    issueInvites: { roles: ['operator'], scope: 'companies:write', administrators },
    readCompanies: { roles: everybody, scope: 'companies:read', administrators },
  },
  bodies: {
    TakeInCompany,
    ChooseCalendar,
    ChooseVerificationProfile,
    ChooseMemberRules,
    AddPosition,
    AddDepartment,
    RenameDepartment,
    GrantRole,
    TakeRoleBack,
    IssueInvite,
    RenewInvite,
  },
  problems: companyProblems,
});
