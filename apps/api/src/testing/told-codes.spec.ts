import { tells, type RoutesDocument } from './told-codes';

const refusing = (...codes: string[]) => ({ responses: { '200': { description: 'As asked' }, '409': { description: codes.join(', ') } } });
const document: RoutesDocument = {
  paths: {
    '/v1/things': { post: refusing('thing-taken', 'thing-closed') },
    '/v1/things/{id}': { get: refusing('not-found') },
    '/v1/things/newest': { get: refusing('nothing-yet') },
  },
};

describe('a code that a route refuses with', () => {
  it.each([
    ['POST', '/v1/things', 'thing-closed', true],
    ['POST', '/v1/things?dry=true', 'thing-taken', true],
    ['POST', '/v1/things', 'thing', false],
    ['POST', '/v1/things', 'not-found', false],
    ['GET', '/v1/things/7', 'not-found', true],
    ['GET', '/v1/things/7', 'nothing-yet', false],
    ['GET', '/v1/things/newest', 'nothing-yet', true],
    ['GET', '/v1/things/newest', 'not-found', false],
    ['GET', '/v1/things/7', 'internal', true],
    ['DELETE', '/v1/things/7', 'not-found', true],
    ['GET', '/v1/nothing', 'not-found', true],
  ])('%s %s, %s: told is %p', (method, url, code, told) => {
    expect(tells(document, method, url, code)).toBe(told);
  });
});
