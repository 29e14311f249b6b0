import { z } from 'zod';
import { faces } from './faces';

const describedAs = (schema: z.ZodType) => JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }));

describe('the document of a registration', () => {
  it('says where the proof of a scan comes from, and that it serves once (R14)', () => {
    expect(describedAs(faces.registration.bodies.OpenRegistration)).toContain(
      'From POST /v1/scan-proofs, by which somebody who is signed in lets this device register: good for 2 minutes and one opening',
    );
  });

  it('says that the end of a visa is asked of nobody (R9)', () => {
    expect(describedAs(faces.registration.bodies.GiveProfile)).toContain('Asked of nobody');
  });
});
