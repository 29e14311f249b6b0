import { asMeant, asWritten } from './requested';

const id = 'b9a1f0de-0000-4000-8000-00000000000a';
const request = (url: string, body?: unknown) => ({ method: 'POST', url, body });

describe('what a request asks for', () => {
  it.each([
    ['an id of the path in upper case', `/v1/registrations/${id.toUpperCase()}/submission`, undefined],
    ['an empty body', `/v1/registrations/${id}/submission`, {}],
    ['a body of null', `/v1/registrations/${id}/submission`, null],
    ['a query', `/v1/registrations/${id}/submission?a=b`, undefined],
  ])('is the same with %s', (_, url, body) => {
    expect(asMeant(request(url, body))).toEqual(asMeant(request(`/v1/registrations/${id}/submission`)));
  });

  it('is the same with ids of the body in upper case, also of a person', () => {
    const body = (written: string) => ({ accountId: written, managers: [`user:${written}`, `outside:${written}`], of: { it: written } });
    expect(asMeant(request('/v1/a', body(id.toUpperCase())))).toEqual(asMeant(request('/v1/a', body(id))));
  });

  it.each([
    ['a text', { name: 'Wei' }, { name: 'WEI' }],
    ['a text with an id', { reason: `of ${id}` }, { reason: `of ${id.toUpperCase()}` }],
    ['an empty field', {}, { reason: {} }],
  ])('is another one with another case of %s', (_, one, other) => {
    expect(asMeant(request('/v1/a', one))).not.toEqual(asMeant(request('/v1/a', other)));
  });

  it('is as the former release recorded it where it was written in the usual way', () => {
    const usual = request(`/v1/registrations/${id}/withdrawal`, { reason: { code: 'changed-mind' }, accountId: id });
    expect(asMeant(usual)).toEqual(asWritten(usual));
    expect(asMeant(request('/v1/a/refundWallet/retry'))).toEqual(asWritten(request('/v1/a/refundWallet/retry')));
  });
});
