import { randomUUID } from 'node:crypto';
import { copyIn } from '#stack';
import type { Client } from '../growth/client';

/** Somebody who approves, and their account. */
export interface Approver {
  principal: string;
  account: string;
}

export interface Crowd {
  approvers: readonly Approver[];
  /** Each has as many people. */
  managers: readonly string[];
}

const teamSize = 20;

/** People, of whom the first are asked most: one in ten approvals is the first one's, where there are a thousand. */
export const pick = <T>(from: readonly T[]): T => from[Math.floor(from.length * Math.random() ** 3)]!;

/** So many approvers, in teams, with rows as memberships would have left them. */
export async function seedCrowd(client: Client, companyId: string, many: number): Promise<Crowd> {
  const approvers = Array.from({ length: many }, () => ({ principal: randomUUID(), account: randomUUID() }));
  const managers = Array.from({ length: Math.ceil(many / teamSize) }, () => randomUUID());
  const people = approvers.map(({ principal, account }) => `${principal}\tuser:${account}\n`);
  await copyIn(client, 'COPY iam.principals (principal_id, external_id) FROM STDIN', Buffer.from(people.join('')));
  const team = approvers.map(({ account }, i) => `${managers[i % managers.length]}\t${companyId}\t${account}\n`);
  await copyIn(client, 'COPY rm.team (manager, company_id, account_id) FROM STDIN', Buffer.from(team.join('')));
  return { approvers, managers };
}
