import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from '../../core/trial/parse.ts';
import { ESTIMATE_KINDS } from '../../core/trial/quantity/index.ts';
import { ROOT, type Shape } from '../../core/trial/shape.ts';

const ROOT_FOLDER = join(import.meta.dirname, '../..');
const read = (name: string) => JSON.parse(readFileSync(join(ROOT_FOLDER, name), 'utf8'));

interface Rule {
  include?: string;
  match?: string;
  begin?: string;
  end?: string;
  while?: string;
  patterns?: Rule[];
}
const grammar = read('syntaxes/trial.tmLanguage.json') as {
  scopeName: string;
  patterns: Rule[];
  repository: Record<string, Rule>;
};
const rulesBelow = (rule: Rule): Rule[] => [rule, ...(rule.patterns ?? []).flatMap(rulesBelow)];
const rules = [...grammar.patterns, ...Object.values(grammar.repository)].flatMap(rulesBelow);

/** The keys below a shape that hold one of a few words, wherever they are. */
function closedKeys(shape: Shape, name = ''): string[] {
  const own = shape.kind === 'enum' && name ? [name] : [];
  const keys = [...(shape.keys ?? [])].flatMap(([key, below]) => closedKeys(below, key));
  return [
    ...own,
    ...keys,
    ...((shape.kind === 'record' || shape.kind === 'list') && shape.element ? closedKeys(shape.element) : []),
  ];
}

describe('the language configuration', () => {
  it('takes units and paths for one word', () => {
    const { pattern, flags } = read('syntaxes/language-configuration.json').wordPattern;
    const words = 'dose: 2.5 µg/kg ~> mg/m² on arms.low-dose.dose'.match(new RegExp(pattern, `${flags}g`));
    expect(words).toEqual(['dose', '2.5', 'µg/kg', 'mg/m²', 'on', 'arms.low-dose.dose']);
  });
});

describe('the grammar', () => {
  it('is the one that the manifest names', () => {
    const { contributes } = read('package.json');
    expect(contributes.grammars).toEqual([
      { language: 'trial', scopeName: grammar.scopeName, path: './syntaxes/trial.tmLanguage.json' },
    ]);
    expect(contributes.snippets).toEqual([{ language: 'trial', path: './syntaxes/snippets.json' }]);
  });

  it('includes nothing that is not there, and leaves nothing out', () => {
    const included = rules.flatMap(({ include }) => (include ? [include.slice(1)] : []));
    expect(new Set(included)).toEqual(new Set(Object.keys(grammar.repository)));
  });

  it('holds expressions that can be read', () => {
    for (const rule of rules)
      for (const source of [rule.match, rule.begin, rule.end?.replaceAll('\\1', ''), rule.while?.replaceAll('\\1', '')])
        if (source !== undefined) expect(() => new RegExp(source, 'u'), source).not.toThrow();
  });

  it('knows the keys of the schema', () => {
    const root = [...JSON.stringify(grammar.repository).matchAll(/\^\(?(?:\?:)?\(?([a-z|()]+)\)?\)?\(:\)/g)];
    const named = new Set(root.flatMap(([, keys = '']) => keys.split(/[|()]+/)).filter(Boolean));
    for (const key of ROOT.keys?.keys() ?? []) expect(named.has(key) || key === 'focus', key).toBe(true);
    const closed = /\(\?<!\[\\w\.-\]\)\(([a-z|]+)\)/.exec(grammar.repository.closed?.match ?? '')?.[1]?.split('|');
    expect(new Set(closed)).toEqual(new Set(closedKeys(ROOT)));
    const estimates = rules.find(({ match }) => match?.includes('hazard ratio'))?.match ?? '';
    for (const kind of ESTIMATE_KINDS) expect(estimates).toContain(kind);
  });

  const first = (rule: string, text: string) => {
    const { match, patterns } = grammar.repository[rule] ?? {};
    const expressions = match ? [match] : (patterns ?? []).flatMap((one) => (one.match ? [one.match] : []));
    return expressions.map((one) => new RegExp(one, 'u').exec(text)).find((found) => found !== null);
  };

  it.each([
    ['arrow', 'dose: 2.4 mg ~> 1.7 mg', '~>'],
    ['p-value', '  p: <0.0001', 'p: <0.0001'],
    ['p-value', '{ p: "> 0.05", x: 1 }', 'p: "> 0.05"'],
    ['quantity', 'dose: 2.4 mg', '2.4 mg'],
    ['quantity', 'dose: 10 µg/kg/min', '10 µg/kg/min'],
    ['quantity', 'dose: 2 × 10^6 cells', '2 × 10^6 cells'],
    ['quantity', 'a: 35/263', '35/263'],
    ['quantity', 'trial: NCT04788511', 'NCT04788511'],
    ['quantity', 'duration: 52 weeks', '52 weeks'],
    ['closed', 'role: active comparator # x', 'role: active comparator'],
    ['id', '  lower-dose: # why', '  lower-dose:'],
    ['step', '    - arms.low.dose: 1 mg', 'arms.low.dose:'],
    ['comment', 'a: b # c', '# c'],
  ])('%s finds its part of %j', (rule, text, found) => {
    expect(first(rule, text)?.[0]).toBe(found);
  });

  it.each([
    ['arrow', 'a~>b'],
    ['comment', 'a#b'],
    ['quantity', 'title: COVID-19b'],
    ['quantity', 'title: COVID-19 in adults'],
    ['id', '    gives:'],
  ])('%s finds nothing in %j', (rule, text) => {
    expect(first(rule, text)).toBeUndefined();
  });
});

describe('snippets', () => {
  const snippets = Object.values(read('syntaxes/snippets.json')) as {
    prefix: string;
    body: string[];
    description: string;
  }[];

  /** A snippet as it is when every stop is left as it came. */
  function filled(body: readonly string[]): string {
    const stops = new Map<string, string>();
    const text = body.join('\n').replaceAll('\t', '  ');
    const chosen = text.replace(
      /\$\{(\d+)(?::([^}]*)|\|([^,|]*)[^}]*)\}/g,
      (_, stop: string, plain?: string, first?: string) => {
        stops.set(stop, plain ?? first ?? '');
        return stops.get(stop) ?? '';
      },
    );
    return chosen.replace(/\$(\d+)/g, (_, stop: string) => stops.get(stop) ?? '');
  }

  const ARMS =
    'arms:\n  drug: { role: experimental, drug: D, dose: 10 mg }\n  placebo: { role: placebo }\n  low: {}\n  high: {}\n';
  const OUTCOMES = 'outcomes:\n  outcome: { measure: M }\n';
  const under = (head: string) => (text: string) => `${head}${text.replace(/^/gm, '  ')}\n`;
  const WHERE: Readonly<Record<string, (text: string) => string>> = {
    trial: (text) => text,
    arm: under('arms:\n'),
    'arm-several': under('arms:\n'),
    group: under(`${ARMS}groups:\n`),
    outcome: under('outcomes:\n'),
    result: under(`${ARMS}${OUTCOMES}results:\n`),
    analysis: (text) =>
      `${ARMS}${OUTCOMES}results:\n  - outcome: outcome\n    analyses:\n${text.replace(/^/gm, '      ')}\n`,
    harms: (text) => `${ARMS}${text}\n`,
    scenario: under(`${ARMS}design:\n  countries: [Chile]\nscenarios:\n`),
    '~>': (text) => `arms:\n  a:\n    dose: 1 mg ${text}2 mg\n`,
  };
  const inScenario = (text: string) =>
    `${ARMS.replace('  high: {}\n', '')}${OUTCOMES}scenarios:\n  s:\n${text.replace(/^/gm, '    ')}\n`;

  it.each(snippets.map((snippet) => [snippet.prefix, snippet] as const))(
    '%s is a document that draws no complaint',
    (prefix, snippet) => {
      const within = (WHERE[prefix] ?? inScenario)(filled(snippet.body));
      const text = prefix === 'trial' ? within : `trial: x\n${within}`;
      const { diagnostics } = parse(text);
      expect(
        diagnostics.filter(({ severity }) => severity !== 'information'),
        text,
      ).toEqual([]);
      expect(snippet.description).not.toBe('');
    },
  );
});
