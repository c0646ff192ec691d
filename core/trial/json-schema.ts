/** The published JSON Schema of trial documents, for tools that know YAML with a schema and nothing of trials. */
import * as z from 'zod';
import { ID, type KeyMeta, trialSchema } from './schema.ts';

/** What the schema says of a key beyond its type is ours; of it, JSON Schema knows the documentation and the examples. */
const OURS = ['doc', 'registry', 'factor', 'perturbable', 'quantity', 'refers', 'suggests', 'defines'] as const;

type Json = z.core.JSONSchema.BaseSchema;

/** A chain of arrows, whatever stands between them. */
const ARROW: Json = { type: 'string', pattern: '\\s~>\\s' };

function described(json: Json, meta: Partial<KeyMeta>): void {
  if (meta.doc) json.description = meta.registry ? `${meta.doc}\n\nRegistry: ${meta.registry}` : meta.doc;
  for (const key of OURS) delete json[key];
}

/** Lets an arrow stand where a scalar may be perturbed. Free text takes one anyway. */
function withArrows(json: Json): void {
  if (json.type === 'string' && !json.enum) return;
  const { description, examples, anyOf, ...type } = json;
  for (const key of Object.keys(json)) delete json[key];
  Object.assign(json, description && { description }, examples && { examples });
  json.anyOf = [...((anyOf as Json[] | undefined) ?? [type]), ARROW];
}

/** A JSON Schema (draft 2020-12) that accepts what a trial document may hold, arrows in place included. */
export function jsonSchema(): object {
  const schema = z.toJSONSchema(trialSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema: json }) => {
      const meta = z.globalRegistry.get(zodSchema) as Partial<KeyMeta> | undefined;
      if (!meta) return;
      described(json, meta);
      // Ids stand in paths, so their form is part of the format.
      if (meta.defines) json.propertyNames = { pattern: ID.source };
      if (meta.perturbable && json.type !== 'array') withArrows(json);
      // YAML reads `time: 52` as a number; what holds text takes it as it is written.
      if (json.type === 'string' && !json.enum) json.type = ['string', 'number'] as unknown as 'string';
    },
  });
  return { ...schema, title: 'Trial', description: 'A clinical trial as a DeepImagine document.' };
}
