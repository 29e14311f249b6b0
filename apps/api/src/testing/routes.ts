import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import { MetadataScanner } from '@nestjs/core';
import type { z } from 'zod';
import { routeRule, type RouteRule } from '../authority/route';
import { devNouns, nouns } from '../nouns';

/** A route as its controller declares it. */
interface Declared extends RouteRule {
  /** As in the document: `POST /v1/accounts/{id}/…`. */
  route: string;
  /** The first example of its body, where it has fields. */
  body?: object;
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
    const [body] = (bodySchema(controller, name)?.meta()?.['examples'] ?? []) as object[];
    return [{ ...rule, route, ...(Object.keys(body ?? {}).length > 0 && { body }) }];
  });
}

function bodySchema(controller: Type, name: string): z.ZodType | undefined {
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) as Record<string, { schema?: z.ZodType }> | undefined;
  return Object.entries(parameters ?? {}).find(([kind]) => kind.startsWith(`${RouteParamtypes.BODY}:`))?.[1].schema;
}
