import { madeUpPhone } from '#journey';
import type { Guide, Process } from '../guide';
import { names, Scene, type Name } from './scene';

const roles = { 'group:finance': ['Ann', 'Ben', 'Cai'], 'super-admin': ['Sun'], 'it-admin': ['Ivo'] } as const;

/** A company whose members have accounts: so many people that somebody is away. */
export async function peopled(guide: Guide): Promise<Scene> {
  const { story, operator } = guide;
  story.step('A company with eight people: Ann, Ben and Cai are its group finance, Sun is its super admin, Ivo its IT admin');
  const company = await operator.post<Process>('/v1/companies', { name: 'Hotel', companyKind: 'enterprise', verified: true });
  story.expect('the company is there', company.status, 201);
  const companyId = company.body.id;
  const accounts: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const { body } = await operator.post<Process>('/v1/accounts', { phone: madeUpPhone(), name, companyId });
    accounts[name] = body.id;
  }
  const scene = new Scene(guide, companyId, accounts as Record<Name, string>);
  for (const [role, holders] of Object.entries(roles))
    for (const name of holders) await scene.made('operator', `/v1/companies/${companyId}/roles`, { role, userId: scene.userId(name) });
  return scene;
}
