/**
 * Classes of drugs by the stems of their nonproprietary names. Source: WHO, "The use of stems in the selection of International Nonproprietary Names (INN) for
 * pharmaceutical substances" (Stem Book 2018). For antibodies the revision of 2017, since which names no longer tell the source, and that of 2021 (INN Working Document
 * 22.542, May 2022): -tug, -bart, -mig and -ment in the place of -mab, -sto- and -pru- in the place of -li-. What an antibody is against decides: that it is one says nothing.
 * A stem says what a drug is like and not that it works alike in every way, so what is found by one is always marked as such.
 */
import { words } from '../../trial/registry/text.ts';

/** Each line: a class, and the stems that tell of it. `cef-` begins a name, the others end one. The longest stem decides. */
const TABLE = `
ACE inhibitor: pril prilat
angiotensin II receptor antagonist: sartan
beta blocker: olol alol dilol
calcium channel blocker: dipine pamil tiazem
alpha blocker: azosin ulosin osin
diuretic: thiazide semide bumetanide piretanide
aldosterone antagonist: renone spironolactone
renin inhibitor: kiren
nitrate: nitrate nitrite nitroglycerin
PDE3 inhibitor: rinone
endothelin receptor antagonist: entan
guanylate cyclase stimulator: ciguat
vasopressin antagonist: vaptan
statin: vastatin
fibrate: fibrate
cholesterol absorption inhibitor: imibe
factor Xa inhibitor: xaban
thrombin inhibitor: gatran
platelet inhibitor: grel grelor
heparin: parin parinux
thrombolytic: teplase uplase eplase
PDE5 inhibitor: afil
PDE4 inhibitor: milast
DPP-4 inhibitor: gliptin
SGLT2 inhibitor: gliflozin
GLP-1 receptor agonist: glutide enatide
glitazone: glitazone
glinide: glinide
sulfonylurea: gliclazide glimepiride glipizide glyburide glibenclamide gliquidone
biguanide: formin
glucokinase activator: gliatin
insulin: insulin
proton pump inhibitor: prazole
potassium-competitive acid blocker: prazan
H2 antagonist: tidine
5-HT3 antagonist: setron
NK1 antagonist: pitant
NK3 antagonist: linetant
triptan: triptan
CGRP antagonist: gepant
antibody to an interleukin or another cytokine: kinumab kizumab kinzumab kumab kimab kitug kibart kimig kiment
antibody, cardiovascular: cizumab cumab ciximab cimab citug cibart
antibody, immunomodulating: limab limumab lizumab lixizumab liximab lumab
antibody, immunostimulating: stotug stobart stomig stoment
antibody, immunosuppressive: prutug prubart prumig prument
antibody against tumours: tuzumab tumumab tuximab tuxumab tumomab tamab tatug tabart tamig tament
antibody against viruses: vimab virumab vizumab vitug vibart vimig
antibody against bacteria or their toxins: bacumab toxumab toxaximab toxazumab bamab toxamab
antibody, neural: nezumab nerumab renumab nemab netug nebart nemig
antibody for bone: sozumab sumab
antibody, of muscle growth: grumab grozumab grosmab
antibody to amyloid: amimab amitug amibart
fusion protein: cept
interleukin receptor antagonist: kinra
interferon: interferon
JAK inhibitor: citinib
kinase inhibitor: tinib rafenib metinib
CDK inhibitor: ciclib
PI3K inhibitor: lisib
PARP inhibitor: parib
proteasome inhibitor: zomib
mTOR or calcineurin inhibitor: limus sporin sporine
taxane: taxel
platinum: platin
topoisomerase I inhibitor: tecan
anthracycline: rubicin
nucleoside antimetabolite: citabine arabine ribine citidine
folate antimetabolite: trexate trexed
vinca alkaloid: blastine cristine relbine
nitrogen mustard: mustine fosfamide phosphamide
podophyllotoxin: poside
aromatase inhibitor: trozole mestane
antiestrogen: oxifene oxifen estrant
antiandrogen: lutamide
CYP17 inhibitor: aterone
GnRH agonist: relin prolide
GnRH antagonist: relix golix
5-alpha reductase inhibitor: steride
progestogen: spirenone gest gestrel gestone gesterone
progesterone receptor modulator: pristone pristal
estrogen: estradiol estrol estriol
immunomodulatory imide: domide
histone deacetylase inhibitor: inostat
BCL-2 inhibitor: toclax
S1P receptor modulator: imod
quinolone: floxacin oxacin
penicillin: cillin
carbapenem: penem
cephalosporin: cef- ceph-
beta-lactamase inhibitor: bactam
macrolide: thromycin
aminoglycoside: micin kacin
tetracycline: cycline
oxazolidinone: zolid
azole antifungal: conazole
echinocandin: fungin
nitroimidazole: nidazole
HCV polymerase inhibitor: buvir
HCV protease inhibitor: previr
HCV NS5A inhibitor: asvir
HIV integrase inhibitor: tegravir
HIV protease inhibitor: navir
reverse transcriptase inhibitor: virine virapine vudine tenofovir adefovir
herpes antiviral: ciclovir cyclovir vidarabine
neuraminidase inhibitor: amivir
antimalarial quinoline: quine
artemisinin: artesunate artemether artemisinin artenimol
anthelmintic: bendazole
avermectin: mectin
long-acting or short-acting beta agonist: terol
muscarinic bronchodilator: tropium clidinium pyrronium pyrrolate
leukotriene antagonist: lukast
glucocorticoid: onide pred metasone olone sone cort nisolone nisone
H1 antihistamine: tadine astine rizine
NSAID: profen oxicam fenac coxib
opioid: orphan fentanil fentanyl codone morphone
local anaesthetic: caine
volatile anaesthetic: flurane
neuromuscular blocker: curium curonium
benzodiazepine: azepam azolam
barbiturate: barbital
antidepressant, fluoxetine type: oxetine
tricyclic antidepressant: ipramine triptyline
SNRI: faxine
antidepressant, mirtazapine type: mirtazapine mianserin
antipsychotic, tricyclic: apine
antipsychotic, risperidone type: peridone
antipsychotic, aripiprazole type: piprazole
orexin antagonist: orexant
melatonin agonist: melteon
nicotinic agonist: nicline
dopamine precursor: dopa
MAO-B inhibitor: giline
COMT inhibitor: capone
dopamine agonist: nirole pexole
gabapentinoid: gabalin pentin
racetam: racetam
hydantoin: toin
nitrofuran: nitrofurantoin
antimuscarinic for the bladder: fenacin
beta-3 agonist: begron
bisphosphonate: dronate dronic
parathyroid hormone analogue: paratide
vitamin D analogue: calcitol calcidol ferol
calcimimetic: calcet
xanthine oxidase inhibitor: buxostat
urate transporter inhibitor: inurad
prostaglandin: prost prostil prostol prostinil prostadil
erythropoietin: poetin
HIF prolyl hydroxylase inhibitor: dustat
colony-stimulating factor: grastim gramostim
thrombopoietin agonist: bopag plostim
small interfering RNA: siran
antisense oligonucleotide: rsen
CFTR modulator: caftor
botulinum toxin: botulinumtoxina
`;

interface Stem {
  text: string;
  begins: boolean;
  of: string;
}

const STEMS: readonly Stem[] = TABLE.trim()
  .split('\n')
  .flatMap((line) => {
    const [of = '', stems = ''] = line.split(': ');
    return stems.split(' ').map((stem) => ({ text: stem.replace(/-$/, ''), begins: stem.endsWith('-'), of }));
  })
  .sort((a, b) => b.text.length - a.text.length);

/** Names that end like a class they are not of. */
const NOT_BY_NAME = new Set(['mineral', 'cholesterol', 'methasone', 'testosterone', 'xylitol']);
/** A name is longer than its stem by so much. */
const MORE = 1;
/** What was asked before: a corpus names few drugs often. */
const known = new Map<string, string | undefined>();
const MOST_KNOWN = 20_000;

function classOfWord(word: string): string | undefined {
  if (NOT_BY_NAME.has(word)) return undefined;
  return STEMS.find(
    ({ text, begins }) =>
      (begins ? word.startsWith(text) : word.endsWith(text)) && (word === text || word.length >= text.length + MORE),
  )?.of;
}

/** The class that a drug's name tells by its stem; undefined where it tells none. */
export function drugClass(name: string): string | undefined {
  if (known.has(name)) return known.get(name);
  let found: string | undefined;
  for (const word of words(name)) found ??= word.length > 3 ? classOfWord(word) : undefined;
  if (known.size < MOST_KNOWN) known.set(name, found);
  return found;
}
