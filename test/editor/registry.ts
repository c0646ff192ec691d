/**
 * A stand-in for the registry's API v2, on a loopback port, with the exact paths that the real one has
 * (https://clinicaltrials.gov/data-api/api). The trial in it is made up; what can go wrong has an id of its own.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const KNOWN = 'NCT09999901';
/** Ids whose record cannot be had, by what happens. */
export const WRONG = {
  missing: 'NCT09999404',
  busy: 'NCT09999429',
  broken: 'NCT09999500',
  malformed: 'NCT09999600',
  silent: 'NCT09999700',
} as const;

/** A record in the shape of API v2: two doses against placebo, made up. */
export function record({ enrollment = 120 } = {}): object {
  const groups = [
    { id: 'OG000', title: 'Examplon 10 mg' },
    { id: 'OG001', title: 'Examplon 5 mg' },
    { id: 'OG002', title: 'Placebo' },
  ];
  const perGroup = (values: readonly string[]) =>
    groups.map(({ id }, index) => ({ groupId: id, value: values[index] }));
  return {
    protocolSection: {
      identificationModule: { nctId: KNOWN, briefTitle: 'Examplon in an Example Condition' },
      statusModule: {
        overallStatus: 'COMPLETED',
        startDateStruct: { date: '2019-01' },
        completionDateStruct: { date: '2020-06' },
      },
      conditionsModule: { conditions: ['Example Condition'] },
      designModule: {
        studyType: 'INTERVENTIONAL',
        phases: ['PHASE2'],
        designInfo: {
          allocation: 'RANDOMIZED',
          interventionModel: 'PARALLEL',
          primaryPurpose: 'TREATMENT',
          maskingInfo: { masking: 'DOUBLE', whoMasked: ['PARTICIPANT', 'INVESTIGATOR'] },
        },
        enrollmentInfo: { count: enrollment, type: 'ACTUAL' },
      },
      armsInterventionsModule: {
        armGroups: [
          {
            label: 'Examplon 10 mg',
            type: 'EXPERIMENTAL',
            description: 'Examplon 10 mg once daily for 12 weeks',
            interventionNames: ['Drug: Examplon'],
          },
          {
            label: 'Examplon 5 mg',
            type: 'EXPERIMENTAL',
            description: 'Examplon 5 mg once daily for 12 weeks',
            interventionNames: ['Drug: Examplon'],
          },
          {
            label: 'Placebo',
            type: 'PLACEBO_COMPARATOR',
            description: 'Placebo once daily for 12 weeks',
            interventionNames: ['Drug: Placebo'],
          },
        ],
        interventions: [
          { type: 'DRUG', name: 'Examplon', armGroupLabels: ['Examplon 10 mg', 'Examplon 5 mg'] },
          { type: 'DRUG', name: 'Placebo', armGroupLabels: ['Placebo'] },
        ],
      },
      outcomesModule: {
        primaryOutcomes: [{ measure: 'Change in Example Score', timeFrame: '12 weeks' }],
      },
      eligibilityModule: {
        sex: 'ALL',
        minimumAge: '18 Years',
        healthyVolunteers: false,
        eligibilityCriteria: 'Adults',
      },
      contactsLocationsModule: { locations: [{ country: 'Japan' }, { country: 'Germany' }] },
    },
    resultsSection: {
      outcomeMeasuresModule: {
        outcomeMeasures: [
          {
            type: 'PRIMARY',
            title: 'Change in Example Score',
            timeFrame: '12 weeks',
            paramType: 'MEAN',
            dispersionType: 'Standard Deviation',
            unitOfMeasure: 'points',
            groups,
            denoms: [{ units: 'Participants', counts: perGroup(['40', '40', '40']) }],
            classes: [
              {
                categories: [
                  {
                    measurements: [
                      { groupId: 'OG000', value: '9.1', spread: '6.0' },
                      { groupId: 'OG001', value: '6.2', spread: '6.1' },
                      { groupId: 'OG002', value: '2.0', spread: '5.9' },
                    ],
                  },
                ],
              },
            ],
            analyses: [
              {
                groupIds: ['OG000', 'OG002'],
                statisticalMethod: 'ANCOVA',
                pValue: '<0.001',
                paramType: 'Mean Difference (Final Values)',
                paramValue: '7.1',
                ciPctValue: '95',
                ciNumSides: 'TWO_SIDED',
                ciLowerLimit: '4.4',
                ciUpperLimit: '9.8',
              },
            ],
          },
        ],
      },
    },
    hasResults: true,
  };
}

export interface Registry extends AsyncDisposable {
  /** What the setting `deepimagine.registry.url` is set to. */
  readonly url: string;
  /** Paths that were asked, in order. */
  readonly asked: readonly string[];
  /** Changes the record that is served. */
  serve(changed: object): void;
}

export async function startRegistry(): Promise<Registry> {
  const asked: string[] = [];
  let served = record();
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    asked.push(`${url.pathname}${url.search}`);
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const text = (status: number, body: string) =>
      response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
    if (url.pathname === '/api/v2/studies') {
      const query = url.searchParams.get('query.term') ?? url.searchParams.get('query.cond') ?? '';
      json(200, { totalCount: 1, studies: /example|examplon/i.test(query) ? [served] : [] });
      return;
    }
    const id = /^\/api\/v2\/studies\/(NCT\d{8})$/.exec(url.pathname)?.[1];
    if (id === KNOWN) json(200, served);
    else if (id === WRONG.busy) text(429, 'Too many requests');
    else if (id === WRONG.broken) text(500, 'Internal error');
    else if (id === WRONG.malformed) text(200, '<html>a proxy that wants you to sign in</html>');
    else if (id === WRONG.silent) open.add(response);
    else text(404, `NCT number ${id} not found`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v2`,
    asked,
    serve: (changed) => {
      served = changed;
    },
    [Symbol.asyncDispose]: async () => {
      for (const response of open) response.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
