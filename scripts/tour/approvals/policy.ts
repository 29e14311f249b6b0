import { randomUUID } from 'node:crypto';
import type { Process } from '../guide';
import type { Approval, Scene } from './scene';
import { dueAtOf } from './calendar';

const matterType = 'document-export';
const quorum = 2;

/** Two of the group finance, then the super admin; where nobody acts in two working days, the IT admin is asked too. */
const policy = {
  stages: [
    {
      slots: [{ selector: { kind: 'group', group: 'finance' }, need: quorum }],
      chain: [
        { afterWorkingDays: 1, act: 'remind' },
        { afterWorkingDays: 2, act: { escalate: { kind: 'role', role: 'it-admin' } } },
        { afterWorkingDays: 5, act: 'call-operator' },
      ],
    },
    { slots: [{ selector: { kind: 'superAdmin' } }], onReject: { returnTo: 1 }, chain: [{ afterHours: 24, act: 'remind' }] },
  ],
  expiryHours: 720,
  keptDays: 30,
} as const;

interface Simulated {
  outcome: string;
  endedAt?: string;
  steps: number;
  happened: { at: string; by: string; command: string; recorded: string[]; refused?: string; state: string; waitsFor: string[] }[];
}

/** @returns the id of the stored policy */
export async function keepPolicy(scene: Scene): Promise<string> {
  const { story, companyId } = scene;
  story.step('The company stores its own policy: two of the group finance, then the super admin');
  const [first, second] = policy.stages;
  const wrong = {
    ...policy,
    stages: [
      { ...first, slots: [{ ...first.slots[0], need: 4 }] },
      { ...second, onReject: { returnTo: 3 } },
    ],
  };
  const refused = await scene.post<{ errors: { path: string; code: string }[] }>('Sun alone', '/v1/approval-policies', {
    companyId,
    matterType,
    policy: wrong,
  });
  const faults = refused.body.errors.map(({ path, code }) => `${path} ${code}`);
  for (const fault of faults) story.tell(fault);
  story.expect('one that cannot work is refused, with the place of each fault', faults, [
    'policy.stages.0.slots.0.need need-out-of-reach',
    'policy.stages.1.onReject.returnTo returns-forward',
  ]);
  const { id } = await scene.made<Process>('Sun alone', '/v1/approval-policies', { companyId, matterType, policy });
  return id;
}

/** What the built-in policy does, for made-up people: nothing is recorded. */
export async function simulateDefault(scene: Scene): Promise<void> {
  scene.story.step('What would the built-in policy do? A simulation lives it on a clock of its own');
  const acts = [
    { after: 'PT3H', person: 'manager', does: 'approve' },
    { after: 'P2D', person: 'admin', does: 'approve' },
  ];
  const cast = { managers: ['manager'], roles: { 'it-admin': ['admin'] } };
  const decided = await simulate(scene, '', { matterType: 'registration', ...cast, acts });
  scene.story.expect('two people approve, and it is approved', decided.outcome, 'approved');
  const withChief = { managers: ['manager'], roles: { ...cast.roles, 'super-admin': ['chief'] } };
  const silent = await simulate(scene, '', { matterType: 'registration', ...withChief });
  const told = 'nobody acts: two reminders, the super admins are asked too (X1), and after 72 hours it lapses';
  scene.story.expect(told, recorded(silent), [
    'ApprovalOpened',
    'ApproversReminded',
    'ApproversReminded',
    'StageEscalated',
    'ApprovalExpired',
  ]);
}

/** The same functions decide a simulation and the engine: it foresees the instants of a running approval. */
export async function simulateOwn(scene: Scene, policyId: string, approval: Approval): Promise<void> {
  const { story } = scene;
  story.step('And the own one, from the instant at which Li has asked? It counts by the calendar of the company, too');
  const simulated = await simulate(scene, `/${policyId}`, {
    startsAt: approval.openedAt,
    requester: 'li',
    roles: { 'it-admin': ['ivo'], 'super-admin': ['sun'] },
    groups: { finance: ['ann', 'ben', 'cai'] },
    acts: [{ after: 'PT5H', person: 'ann', does: 'approve' }],
  });
  const escalated = simulated.happened.find(({ command }) => command === 'EscalateStage');
  story.expect('it escalates at the very instant that the approval waits for', escalated?.at, dueAtOf(approval, 'EscalateStage'));
  story.expect('to Ivo, beside those who have not decided', escalated?.waitsFor, ['ben', 'cai', 'ivo']);
}

async function simulate(scene: Scene, of: string, body: object): Promise<Simulated> {
  const simulated = await scene.post<Simulated>('Sun alone', `/v1/approval-policies${of}/simulations`, body, randomUUID());
  scene.story.expect('it is answered', simulated.status, 200);
  for (const { at, by, command, refused, recorded: events, waitsFor } of simulated.body.happened) {
    const waits = waitsFor.length > 0 ? `; waits for ${waitsFor.join(', ')}` : '';
    scene.story.tell(`${at} ${by.padEnd(8)} ${command.padEnd(16)} ${refused ?? events.join(', ')}${waits}`);
  }
  return simulated.body;
}

const recorded = ({ happened }: Simulated): string[] => happened.flatMap(({ recorded: events }) => events);
