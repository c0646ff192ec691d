// Draws the arms on which dose extraction is measured: the 150 arms of smallest SHA-256 of "doses-1:<id>:<arm index>",
// and the next 150 for looking. Drawn and labelled before the extractor was written; the first 150 are never tuned on.
//
//   node test/doses/draw.mjs <folder of records> <folder to write score.json and look.json to>
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

const DRUGS = new Set(['DRUG', 'BIOLOGICAL', 'DIETARY_SUPPLEMENT', 'GENETIC', 'COMBINATION_PRODUCT']);
const sha = (text) => createHash('sha256').update(text).digest('hex');

/** Everything that the registry says of one arm: what a labeller sees, and what the extractor reads. */
export function textsOf(study, index) {
  const module = study.protocolSection.armsInterventionsModule;
  const arm = module.armGroups[index];
  const interventions = (arm.interventionNames ?? []).map((name) => {
    const colon = name.indexOf(': ');
    const found = (module.interventions ?? []).find((i) => i.name === name.slice(colon + 2));
    return {
      type: found?.type ?? name.slice(0, colon).toUpperCase(),
      name: name.slice(colon + 2),
      description: found?.description ?? '',
    };
  });
  return { label: arm.label ?? '', type: arm.type ?? '', description: arm.description ?? '', interventions };
}

/** SHA-256 of the arm's texts, so that a label whose record has changed is found out. */
export const hashOf = (texts) => sha(JSON.stringify(texts));

export async function draw(folder) {
  const all = [];
  for (const name of readdirSync(folder)
    .filter((f) => f.endsWith('.jsonl.gz'))
    .sort()) {
    for await (const line of createInterface({
      input: createReadStream(path.join(folder, name)).pipe(createGunzip()),
    })) {
      if (!line) continue;
      const study = JSON.parse(line);
      const id = study.protocolSection.identificationModule.nctId;
      for (let index = 0; index < (study.protocolSection.armsInterventionsModule?.armGroups?.length ?? 0); index++) {
        const texts = textsOf(study, index);
        if (texts.interventions.some((i) => DRUGS.has(i.type)))
          all.push({ key: sha(`doses-1:${id}:${index}`), id, arm: index, hash: hashOf(texts), texts });
      }
    }
  }
  all.sort((a, b) => (a.key < b.key ? -1 : 1));
  return { arms: all.length, score: all.slice(0, 150), look: all.slice(150, 300) };
}

if (import.meta.filename === process.argv[1]) {
  const [from, to] = process.argv.slice(2);
  const { arms, score, look } = await draw(from);
  mkdirSync(to, { recursive: true });
  for (const [name, rows] of Object.entries({ score, look }))
    writeFileSync(
      path.join(to, `${name}.json`),
      JSON.stringify(
        rows.map(({ key, ...row }) => row),
        null,
        1,
      ),
    );
  console.log(
    `${arms} arms with a drug, biological or supplement; drew ${score.length} to score on and ${look.length} to look at`,
  );
}
