import { z } from 'zod';
import { count, id, label } from '#contracts';
import { ruleOf, type CallerCommandOf, type CommandOf, type Field, type ProcessType } from '#domain';

type BodyOf<P extends ProcessType, C extends CallerCommandOf<P>> = Omit<Extract<CommandOf<P>, { type: C }>, 'type'>;

/**
 * The schema of the body of a route that is one command, from the fields that its rule takes. @throws for a field that callers give in another form: such a
 * route has a schema of its own.
 */
export const bodyOf = <P extends ProcessType, C extends CallerCommandOf<P>>(process: P, command: C) =>
  schemaOf(ruleOf(process, command).takes) as z.ZodType<BodyOf<P, C>>;

function schemaOf(field: Field): z.ZodType {
  switch (field.kind) {
    case 'id':
      return id;
    case 'code':
      return field.codes.length === 0 ? label : z.enum(field.codes as [string, ...string[]]);
    case 'count':
      return count;
    case 'flag':
      return z.boolean();
    case 'optional':
      return schemaOf(field.of).optional();
    case 'group':
      return z.strictObject(Object.fromEntries(Object.entries(field.shape).map(([name, of]) => [name, schemaOf(of)])));
    default:
      throw new Error(`no body carries a field of kind ${field.kind}`);
  }
}
