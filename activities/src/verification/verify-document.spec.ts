import type { BegunEffect } from '#engine';
import type { Services } from '../effect';
import { verifyDocument } from './verify-document';

const attempt = JSON.stringify({ name: 'Zhang Wei', identity: { kind: 'id-card', number: '11010519491231002X' } });

describe('the check of a document of a case (V4)', () => {
  it('goes to the registry that the company has chosen', async () => {
    let company: unknown;
    const services = {
      transaction: async (work: (tx: object) => unknown) => work({}),
      vault: { open: async () => ({ attempt }) },
      identityRegistry: { check: async (asked: { companyId?: string }) => ((company = asked.companyId), 'confirmed' as const) },
    } as unknown as Services;
    const begun = { effectId: 'e', kind: 'verifyDocument', process: { subjectId: 's', state: { status: 'challenged', companyId: 'c' } } };
    await verifyDocument.act(begun as unknown as BegunEffect, services);
    expect(company).toBe('c');
  });
});
