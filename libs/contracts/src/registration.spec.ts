import { z } from 'zod';
import { faces } from './faces';

const describedAs = (schema: z.ZodType) => JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }));

describe('the document of a registration', () => {
  it('says that nothing verifies a scan yet (R14)', () => {
    expect(describedAs(faces.registration.bodies.OpenRegistration)).toContain('Nothing verifies it yet: any text is taken.');
  });

  it('says that the end of a visa is asked of nobody (R9)', () => {
    expect(describedAs(faces.registration.bodies.GiveProfile)).toContain('Asked of nobody');
  });
});
