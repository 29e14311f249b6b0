import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import { MetadataScanner } from '@nestjs/core';
import type { z } from 'zod';
import { ruleOf, type Field } from '#domain';
import { routeRule, type RouteRule } from '../authority/route';
import { devNouns, nouns } from '../nouns';

/** A route as its controller declares it. */
interface Declared extends RouteRule {
  /** As in the document: `POST /v1/accounts/{id}/…`. */
  route: string;
  /** A body that fits, where the fields of its command are one. */
  body?: object | undefined;
}

/** Every route of callers, with those that only the embedded stack has. */
export const declaredRoutes: readonly Declared[] = [...nouns, ...devNouns]
  .flatMap(([controller]) => routesOf(controller))
  .filter(({ access }) => access !== 'public');

function routesOf(controller: Type): Declared[] {
  const prototype = controller.prototype as Record<string, object>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name]!;
    const rule = Reflect.getMetadata(routeRule, handler) as RouteRule | undefined;
    if (rule === undefined) return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
    const path = [controller, handler].map((part) => Reflect.getMetadata(PATH_METADATA, part) as string).join('/');
    const route = `${method} /${path.replace(/\/+$/, '').replaceAll(/:(\w+)/g, '{$1}')}`;
    return [{ ...rule, route, body: fittingBody(rule, bodySchema(controller, name)) }];
  });
}

function bodySchema(controller: Type, name: string): z.ZodType | undefined {
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) as Record<string, { schema?: z.ZodType }> | undefined;
  return Object.entries(parameters ?? {}).find(([kind]) => kind.startsWith(`${RouteParamtypes.BODY}:`))?.[1].schema;
}

function fittingBody({ does }: RouteRule, schema: z.ZodType | undefined): object | undefined {
  if (!does || !schema) return undefined;
  const body = exampleOf(ruleOf(does.process, does.command).takes) ?? {};
  return Object.keys(body).length > 0 && schema.safeParse(body).success ? body : undefined;
}

/** As a caller writes it. Undefined for a kind that callers write in another form. */
function exampleOf(field: Field): unknown {
  switch (field.kind) {
    case 'id':
      return 'b9a1f0de-0000-4000-8000-000000000001';
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
