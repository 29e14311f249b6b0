import { Body } from '@nestjs/common';
import { z } from 'zod';
import { exampleId, fieldFormats } from '#contracts';
import { ruleOf, type CallerCommandOf, type CommandOf, type Field, type ProcessType, type Shape } from '#domain';

/**
 * The schema of a body that is a whole command: its fields are those that the rule takes, and it gives the command
 * itself.
 * `unread`: fields that the route takes beside them and drops. A body without a required field may be left out.
 * @throws for a field that callers write in another form: such a route has a schema of its own
 */
export function bodyOf<P extends ProcessType>(process: P, type: CallerCommandOf<P>, unread: z.ZodRawShape = {}): z.ZodType {
  const { takes } = ruleOf(process, type);
  if (takes.kind !== 'group') throw new Error(`${type} takes one of several shapes`);
  const fields = schemasOf(takes.shape);
  const examples = { examples: [exampleOf(takes)] };
  const whole = z.strictObject({ ...fields, ...unread });
  const mayBeLeftOut = Object.values(takes.shape).every(({ kind }) => kind === 'optional');
  const read = (sent: object = {}) => Object.entries(sent).filter(([name]) => Object.hasOwn(fields, name));
  const body = (mayBeLeftOut ? whole.optional() : whole).meta(examples);
  return body.transform((sent) => ({ type, ...Object.fromEntries(read(sent)) })).meta(examples);
}

/** A command that is the body of its request: of this type, or any that callers send. */
export type CommandBody<P extends ProcessType, C extends CallerCommandOf<P> = CallerCommandOf<P>> = Extract<CommandOf<P>, { type: C }>;

/** Gives a controller the command that is the body of its request. */
export const CommandBody = <P extends ProcessType>(...command: Parameters<typeof bodyOf<P>>): ParameterDecorator =>
  Body({ schema: bodyOf(...command) });

const schemasOf = (shape: Shape): z.ZodRawShape =>
  Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, schemaOf(field)]));

function schemaOf(field: Field): z.ZodType {
  switch (field.kind) {
    case 'id':
    case 'count':
    case 'flag':
      return fieldFormats[field.kind];
    case 'code':
      return field.codes.length === 0 ? fieldFormats.code : z.enum(field.codes);
    case 'group':
      return z.strictObject(schemasOf(field.shape));
    case 'optional':
      return schemaOf(field.of).optional();
    default:
      throw new Error(`no body carries a field of kind ${field.kind}`);
  }
}

/** An example of a field, as a caller writes it. */
function exampleOf(field: Field): unknown {
  switch (field.kind) {
    case 'id':
      return exampleId;
    case 'code':
      return field.codes[0] ?? 'word';
    case 'count':
      return 1;
    case 'flag':
      return true;
    case 'optional':
      return exampleOf(field.of);
    case 'group':
      return Object.fromEntries(Object.entries(field.shape).map(([name, of]) => [name, exampleOf(of)]));
    default:
      return undefined;
  }
}
