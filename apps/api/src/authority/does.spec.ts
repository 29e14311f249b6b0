import { Does } from './does';
import { routeRule, type RouteRule } from './route';

const routeOf = (does: MethodDecorator): RouteRule => {
  const route = { value: () => undefined };
  does({}, 'route', route);
  return Reflect.getMetadata(routeRule, route.value) as RouteRule;
};

describe('a route that is one command', () => {
  it('requires the right that its rule names, and a key', () => {
    const { access, idempotencyKey } = routeOf(Does('registration', 'RetryDirectoryRemoval', 'Ask again'));
    expect([access, idempotencyKey]).toEqual([{ roles: ['operator'], scope: 'registrations:write', whileLeaving: true }, true]);
  });

  it('accepts If-Match if it commands an existing process, and nowhere else', () => {
    const opening = Does('deregistration', 'RequestDeregistration', 'Leave');
    const commanding = Does('deregistration', 'RevokeDeregistration', 'Stay');
    expect([opening, commanding].map((does) => routeOf(does).refusesIfMatch)).toEqual([true, false]);
  });
});

/** What must not compile: `npm run types` reads these. */
const doNotCompile = [
  // @ts-expect-error a command that the process does not have
  () => Does('registration', 'RetryPurgeStep', ''),
  // @ts-expect-error a command that no caller sends
  () => Does('registration', 'ExpireDraft', ''),
  // @ts-expect-error a process that no route shows, and nothing that the route makes
  () => Does('invite', 'IssueInvite', ''),
  // @ts-expect-error a code without an entry
  () => Does('registration', 'SubmitRegistration', '', { also: ['phone-lost'] }),
];
void doNotCompile;
