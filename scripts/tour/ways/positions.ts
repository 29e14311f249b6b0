import { madeUpApplicant, openingBody } from '#journey';
import type { Problem } from '../guide';
import type { Scene } from './scene';

/** R6: nobody comes by a retired position; who has it keeps it. */
export async function retire(scene: Scene): Promise<void> {
  const { story, place, guide } = scene;
  story.step('A position retires: nobody comes by it any more, and who has it keeps it');
  const code = await scene.invite();
  const path = `/v1/companies/${place.company}/positions`;
  const retired = await guide.operator.post<{ state: string }>(`${path}/sales/retirement`);
  story.expect('it is retired', [retired.status, retired.body.state], [200, 'retired']);
  const offered = await guide.operator.get<{ items: { positionId: string }[] }>(`${path}?state=offered`);
  story.expect(
    'the library offers the other one',
    offered.body.items.map(({ positionId }) => positionId),
    ['desk'],
  );
  const who = madeUpApplicant('the late', 'Zhao Min');
  const late = await scene.openRegistration({ ...openingBody(who), variant: 'member', link: { inviteCode: code } });
  story.expect('an invite to it leads nowhere', [late.status, late.body.code], [409, 'position-retired']);
  const again = await guide.operator.post<Problem>(path, { positionId: 'sales', title: 'Sales', template: 'sales' });
  story.expect('its word does not come back', [again.status, again.body.code], [409, 'position-exists']);
}
