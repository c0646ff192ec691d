/**
 * Names of drugs as the registry writes them: `Levitra (Vardenafil, BAY38-9456) 10 mg tablets` is vardenafil. What a name
 * is made of is told by its form: nonproprietary names end in a stem that WHO gives to a class (-mab, -pril, -gliptin, …;
 * https://www.who.int/teams/health-product-and-policy-standards/inn/stembook), codes are letters and a number.
 */
import { readDose } from '../quantity/dose.ts';
import { fold, hasDigit } from './text.ts';

const STEMS =
  'mab rabine ribine tinib ciclib rafenib parib zomib degib lisib metinib brutinib fenib statin vastatin pril prilat sartan olol alol dipine afil gliptin gliflozin glitazone glutide glinide formin gliclazide glimepiride glyburide glipizide prazole tidine setron triptan caine curonium curium azepam azolam zolam barbital oxetine ipramine triptyline azine peridol idone apine azapine tiapine piprazole bicin rubicin taxel platin tecan trexate trexed citabine uracil relbine blastine cristine mustine fosfamide phosphamide sulfan limus cycline mycin micin cillin penem floxacin oxacin conazole fungin fungine vir buvir previr asvir tegravir vudine fovir citabine quine oquine mectin bendazole nidazole sone solone onide olone asone cortisone terol tropium lukast phylline xaban gatran grel grelor parin plase okinase dronate dronic calcitol calcidol ferol steride lutamide relix relin gesterone estradiol estrel gestrel spirenone testosterone oxifene vestrant trozole mestane poside sporin thiazide semide pamide lactone renone vaptan sentan ciguat prost prostil prostinil prostol dopa giline capone pexole nirole zepine gabalin pentin racetam triazine toin profen fenac oxicam coxib codone morphone morphine fentanil fentanyl orphanol renorphine naloxone naltrexone ketamine propofol flurane midine etomidate ribavirin interferon poetin grastim plostim leukin kinra cept insulin glargine aspart lispro degludec detemir toxin globulin aspirin acetaminophen paracetamol metformin warfarin digoxin prednisone heparin tretinoin retinoin mesalamine sulfasalazine thalidomide domide methasone allopurinol buxostat colchicine fibrate fibric niacin ezetimibe orlistat ranolazine ivabradine levosimendan milrinone dobutamine nesiritide sacubitril aliskiren kiren hydralazine nitrate nitrite nitroglycerin serin zosin ulosin odosin clidine fenacin begron oxybutynin botulinum lithium ampicillin cef ceph clav mesna leucovorin filgrastim lactide reotide natide paratide patide lintide relin parathyroid calcitonin oxytocin carbetocin tocin pressin epinephrine ephrine terenol dexmedetomidine clonidine guanfacine phenidate amfetamine amphetamine atomoxetine modafinil melatonin melteon suvorexant orexant zopiclone zolpidem bupropion varenicline cytisine disulfiram acamprosate methadone cannabidiol nabilone mycophenolate mofetil azathioprine tacrolimus hydroxyurea arsenic imiquimod tazarotene calcipotriene peroxide damole ivermectin chloroquine azithromycin remdesivir favipiravir molnupiravir nirmatrelvir oseltamivir zinc selenium cholinium succinylcholine piprant triaxone folate folic vitamin omega-3 probiotic curcumin folin lutein zeaxanthin carnitine creatine arginine taurine ubiquinol resveratrol glucosamine levothyroxine liothyronine dilol darone pamil tiazem phalan purine poietin rolide oxifen zolomide amostim xantrone chlorethamine carnet lamer calcet sirox luzole ximin tranexamic thiamine ascorbic adenosine denoson tentan clotide teamine averine tolamine himbine fylline prusside stazol voxamine nexor depsin nidine zolamide tibant dustat relaxin pyrrolate acetylcholine tropine nicotinic'.split(
    ' ',
  );

/** Further stems, and generic names that end in none. */
const NAMES =
  'siran golix parinux pitant bulin faxine spirone stigmine astine kacin bactam planin vancin zolid bamate suximide tamol troban fiban imod anib inostat toclax visomant gepant prazan paxar tapide izine yzine atadine fenadine lopride sulpride sulpiride clidinium pyrronium pheniramine hydramine trimazole nafine acarbose acetylcysteine acitretin adapalene alprostadil amantadine amifostine amiloride amphotericin anagrelide apremilast artemether artesunate asparaginase pegaspargase atovaquone aztreonam baclofen bedaquiline benserazide betahistine bisacodyl bivalirudin bromocriptine bumetanide cabergoline calcitriol capsaicin chlorambucil chloramphenicol chlorhexidine citalopram clobazam clobetasol clomiphene codeine colesevelam colistin cromolyn cyclobenzaprine danaparoid danazol dantrolene deferiprone deferoxamine defibrotide dexrazoxane dextromethorphan diazoxide dicyclomine didanosine difelikefalin dimenhydrinate dinoprostone disopyramide divalproex dofetilide donepezil doravirine doxepin dronabinol ecallantide edaravone efavirenz eflornithine eltrombopag enfuvirtide epoprostenol eptifibatide erdosteine ergotamine estetrol etelcalcetide ethambutol ethionamide etravirine fenoldopam ferumoxytol fesoterodine flecainide flucytosine flumazenil galantamine gemfibrozil glatiramer glibenclamide griseofulvin guaifenesin hyoscine icosapent indomethacin indometacin isoniazid isosorbide ixabepilone ketorolac lacosamide lamotrigine leflunomide teriflunomide levomilnacipran milnacipran lifitegrast lofexidine loperamide loteprednol lubiprostone lumateperone lycopene mannitol maraviroc mavacamten mefenamic megestrol memantine meperidine metaxalone methenamine methimazole methocarbamol methoxsalen ergonovine metoclopramide metolazone midodrine mifepristone miglitol miglustat minoxidil mitotane mupirocin nabumetone naloxegol naproxen nefazodone nicorandil nicotinamide nifurtimox nitazoxanide nitisinone norethindrone norethisterone norgestimate obeticholic osilodrostat ospemifene oxymetazoline pancrelipase patiromer pegloticase penicillamine pentazocine pentosan perampanel permethrin phenelzine phentermine pilocarpine pimozide pitolisant plerixafor polymyxin pralidoxime praziquantel probenecid probucol procainamide propafenone protamine pseudoephedrine psilocybin pyrazinamide pyridoxine pyrimethamine quercetin quinine rasburicase rifabutin rifampicin rifampin rilpivirine roflumilast rotigotine rufinamide safinamide sapropterin scopolamine selexipag sertraline sibutramine silymarin sitaxentan solriamfetol somatropin spinosad streptozocin succimer sucralfate sugammadex sulfadoxine sulfamethoxazole sulindac sulodexide tafamidis tapentadol tecovirimat tegaserod tenapanor terbutaline thioguanine thiotepa ticlopidine tolterodine topiramate toremifene trabectedin tramadol tranylcypromine trazodone triamterene trientine trifluridine trihexyphenidyl trimebutine trimetazidine trimethoprim trospium tropicamide ulipristal urapidil ursodiol ursodeoxycholic valproate valproic verteporfin vigabatrin vilazodone vorapaxar voxelotor zaleplon zileuton zonisamide zuclopenthixol berberine psyllium citrulline astaxanthin inositol biotin riboflavin phylloquinone menaquinone tocopherol artemisinin lumefantrine miltefosine suramin clofazimine delamanid pretomanid levamisole pyrantel ambroxol anisodamine molsidomine omecamtiv istaroxime ularitide carperitide carboxymaltose bempedoic bremelanotide icariin fezolinetant pelacarsen volanesorsen mipomersen nusinersen eteplirsen inotersen hctz adriamycin taxotere'.split(
    ' ',
  );

/** The stems from their last letter on: most words are told to end in none by two letters. */
interface Letters {
  /** By the code of the letter before. */
  next: (Letters | undefined)[];
  whole: boolean;
}
const BACKWARDS: Letters = { next: [], whole: false };
for (const stem of [...STEMS, ...NAMES]) {
  let node = BACKWARDS;
  for (let at = stem.length - 1; at >= 0; at--) {
    const code = stem.charCodeAt(at);
    const next = node.next[code] ?? { next: [], whole: false };
    node.next[code] = next;
    node = next;
  }
  node.whole = true;
}

/** Whether a folded word, up to an offset, ends in a stem. */
function endsInStem(word: string, end = word.length): boolean {
  let node: Letters | undefined = BACKWARDS;
  for (let at = end - 1; at >= 0; at--) {
    node = node.next[word.charCodeAt(at)];
    if (!node) return false;
    if (node.whole) return true;
  }
  return false;
}

const CODE = /^(?:[a-z]{1,5}-?\d{2,}[a-z0-9-]*|[a-z]{2,4}\d?-\d{3,}[a-z0-9-]*)$/i;
/** Viruses, cells and cytokines: letters and a number as well. */
const NO_CODE = /^(?:covid|sars|h\d|cd\d|hiv|hpv|hsv|il-?\d|ca\d|hba|fev|omega)/i;
const SALT =
  /\b(?:hydrochloride|hcl|sodium|potassium|calcium|citrate|maleate|besylate|mesylate|tosylate|phosphate|sulfate|sulphate|acetate|fumarate|succinate|tartrate|malate|bromide|chloride|magnesium|medoxomil|axetil|pivoxil|disoproxil|alafenamide|cilexetil|mofetil|trihydrate|hemihydrate|dihydrate|monohydrate)\b/;

const SALTS = new RegExp(SALT, 'g');

/** Whether a word is what a drug is bound to. */
export const isSalt = (word: string) => SALT.test(word.toLowerCase());

/** Words that end as drugs do and are none, or whole classes of them. */
const NO_NAMES = new Set(
  'except accept purine adenosine-triphosphate prostate aspartate cholesterol peptide peptides statin statins kinase nitrates anthracycline anthracyclines benzodiazepine benzodiazepines triptan triptans fibrate fibrates platinum equine fluoropyrimidine radionucleotide thiazide thiazides quinolone quinolones tetracyclines toxin toxins vitamins immunoglobulins amphetamines methamphetamines cocaine phencyclidine c-peptide interleukins parathyroid phenothiazines glitazones gliptins gliflozins sartans corticosteroid corticosteroids steroid steroids anti-interleukin multivitamin globulin hormone cytokine baseline intestine'.split(
    ' ',
  ),
);

/** Whether a word is a laboratory's code for a drug: `BAY1021189`, `GSK-2798745`. */
export const isCode = (word: string) =>
  hasDigit(word) && ((CODE.test(word) && !NO_CODE.test(word)) || /^5-?fu$/i.test(word));

/** What a stem may still be followed by. */
const ENDINGS = ['ate', 'um', 'ol', 's', 'e'] as const;

/** Whether a word has the form of a drug's name. */
export function looksLikeDrug(word: string): boolean {
  let folded = fold(word);
  if (/[^a-z0-9-]/.test(folded)) folded = folded.replace(/[^a-z0-9-]/g, '');
  if (folded.length < 4) return false;
  const ending = ENDINGS.find((one) => folded.endsWith(one));
  const like =
    endsInStem(folded) ||
    (ending !== undefined && endsInStem(folded, folded.length - ending.length)) ||
    /^(?:cef|ceph)[a-z]{4}/.test(folded) ||
    isCode(folded);
  return like && !NO_NAMES.has(folded);
}

const isName = (word: string) => looksLikeDrug(word) && !isCode(word);
const anyNamed = (text: string) =>
  fold(text)
    .split(/[^a-z0-9-]+/)
    .some(isName);
const anyLike = (text: string) =>
  fold(text)
    .split(/[^a-z0-9-]+/)
    .some(looksLikeDrug);

export const PLACEBO = /\b(?:placebos?|plascebo|sham|dummy|(?<!\bin )vehicle|saline placebo|sugar pill)\b/i;

/** Whether a name is of a placebo alone; `X or placebo`, `X/placebo` are X. */
export function isPlacebo(name: string): boolean {
  if (!PLACEBO.test(name)) return false;
  const either = name.split(/\s+(?:or|and|\+)\s+|\s*\/\s*|\s*\+\s*|\s+plus\s+|,\s*/i);
  return (
    either.length < 2 ||
    either.every((part) => PLACEBO.test(part) || !/[a-z]{4}/i.test(part)) ||
    /^(?:matching |matched )?(?:placebos?|sham)\b(?!\s*(?:(?:and|plus|or|with|then)\b|[+/]))/i.test(name.trim())
  );
}

/** What is no drug though a record may call it one. */
const NO_DRUG =
  /\b(?:questionn?aires?|survey|sampling|blood (?:draw|sample|test|collection)|biopsy|assay|imaging|blood samples?|diagnostic\w*|psychotherap\w*|(?:mechanical |assisted )?ventilation|(?:pet\S*|ct) scans?|shock-?waves?|pacing|(?:cardiac|bio) ?markers?|intensive control|weight (?:plan|loss)|mri|ultrasound|echocardiogra\w*|laboratory|biomarker|hybridization|staining|immunohistochemistry|microarray|polymerase chain|pcr\b|sequencing|polymorphism|pharmacogen\w*|cytometry|cytolog\w*|blotting|mutation|gene expression|protein expression|proteom\w*|mass spectrometry|analysis|monitoring|standard (?:of )?care|usual care|best supportive care|supportive care|standard treatment|standard therapy|standard medical|optimi[sz]ed medical|medical management|optimal medical|usual medications?|device therapy|conventional medicines?|concomitant medications?|^controls?$|control group|conventional (?:therapy|treatment)|rescue|observation|no (?:treatment|intervention|drug|therapy)|non-?intervention\w*|pregnancy test|urinary|test meal|follow-up|washout|run-in|lifestyle|exercise|counsel\w*|education|diet\b|surgery|transplant\w*|transplantation|apheresis|plasma exchange|leukapheresis|radiotherapy|radiation|chemotherapy|oads?|oral anti-?diabetic\w*|anti-?hyperglycemic agents?|background (?:therapy|treatment)|(?:general|spinal|epidural|regional|local) ana?esthesia|open-label extension)\b/i;

const FORM =
  /\b(?:film[- ]coated|film|coated|tablets?|tabs?|capsules?|caps?|caplets?|pills?|injections?|inj|injectable|and questionnaires|infusions?|intravenous(?:ly)?|intra-?muscular(?:ly)?|subcutaneous(?:ly)?|sub-?cutaneous|intravitreal|intrathecal|intradermal|intracavernous(?:al)?|intra-?coronary|ic|intranasal|sublingual|transdermal(?: therapeutic)?(?: system)?|topical(?:ly)?|oral(?:ly)?|inhal(?:ed|ation|er)|nebuli[sz]ed|nasal spray|spray|eye ?drops?|drops|ophthalmic(?: solution| suspension)?|solution|suspension|emulsion|cream|ointment|gel|lotion|foam|patch(?:es)?|suppositor(?:y|ies)|granules?|powder|syrup|sachets?|vials?|pre-?filled syringes?|syringe|pen|autoinjector|dry powder inhaler|hfa|dpi|extended[- ]release|prolonged[- ]release|sustained[- ]release|modified[- ]release|immediate[- ]release|controlled[- ]release|delayed[- ]release|er|xr|sr|mr|ir|iv|i\.v\.|sc|s\.c\.|im|i\.m\.|po|p\.o\.|low[- ]dose|high[- ]dose|medium[- ]dose|mid[- ]dose|fixed[- ]dose combination|fdc|single[- ]dose|(?<=-)single|multiple[- ]dose|single pill combination|combination therapy|monotherapy|combination|dose escalation|dose \d+(?=\s+[A-Z])|doses?|dosing|dosage|regimen|treatment|therapy|administration|bolus|loading|maintenance|continuous|odt|orodispersible|once[- ]daily|twice[- ]daily|once a day|twice a day|as needed|three times (?:a day|daily)|once[- ]weekly|weekly|daily|monthly|nightly|per day|bid|tid|qid|qd|od|biw|tiw|qw|prn|on[- ]demand|open[- ]label|double[- ]blind|double[- ]dummy|blinded|active|experimental|comparator|study drug|study medication|investigational(?: product)?|reference|generic|brand(?:ed)?|group|arm|cohort|part [a-z0-9]|period [0-9])\b\.?/gi;

/** A name without its brand marks and doses. */
function withoutDoses(name: string): string {
  let text = name
    .replace(/[®™©℠]|\((?:r|tm)\)/gi, ' ')
    .replace(/(?<![\w.])1\s?:\s?\d[\d,]*/g, ' ')
    .replace(/(?<!\w)X\s?(?:mg|mcg|µg|g|mL|IU)(?:\/(?:kg|m²|day))*(?!\w)/gi, ' ')
    .replace(/(?<![\w.-])\d+(?:\.\d+)?(?:\s*\/\s*\d+(?:\.\d+)?)+\s*(?:mg|mcg|µg|g|mL)(?![\w/])/gi, ' ');
  for (let at = 0; at < text.length; at++) {
    if (!/\d/.test(text.charAt(at)) || /[\w.-]/.test(text.charAt(at - 1))) continue;
    const dose = readDose(text, at);
    if (dose) text = `${text.slice(0, at)} ${text.slice(dose.end)}`;
  }
  return text;
}

/** The drug's name without brand marks, form, route, dose and what explains it in brackets. */
function bare(name: string): string {
  return withoutDoses(name)
    .replace(/^(?:early |late |delayed |immediate |continued )?(?:initiation|use|addition) of /i, '')
    .replace(/^(\S+)(?:\s+\S+){2,}$/, (all, first: string) => (isCode(first) ? first : all))
    .replace(FORM, ' ')
    .replace(/(?:\b(?:of|for|with|as|at|in|the|an|and|or|to|from|versus|vs|by)\s*)+$/i, ' ')
    .replace(/(?:\b(?:of|for|with|at|in) )?\ba\s*$/, ' ')
    .replace(/^\s*(?:of|for|with|as|at|in|the|a|an|and|or|to)\s/i, ' ')
    .replace(/\s+/g, ' ')
    .replace(/(?:\s*,)+/g, ',')
    .replace(/\(\s*[/;,]?\s*\)/g, '')
    .replace(/^[\s,;:.+/&()-]+|[\s,;:+/&(.-]+$/g, '')
    .trim();
}

/** `Viagra (sildenafil)` is sildenafil, `Sildenafil (Viagra)` too; brackets that say no name are left out. */
function preferred(nested: string): string {
  const name = nested.replace(/([([])([^()[\]]*)\([^()[\]]*\)([^()[\]]*)([)\]])/g, '$1$2$3$4');
  const bracket = /^(.*?)\s*[([]([^()[\]]*)[)\]]?(.*)$/.exec(name);
  if (!bracket) return name;
  const [, before = '', inside = '', after = ''] = bracket;
  const outer = `${before} ${after.replace(/[([][^()[\]]*[)\]]?/g, ' ')}`.trim();
  const inner = inside.split(/[,;]|\bor\b/)[0]?.trim() ?? '';
  // A class, and which of it: `calcium channel blockers (amlodipine, azelnidipine)`.
  const listed = inside.split(/\s*[,+;/]\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+/).filter(Boolean);
  if (listed.length > 1 && !anyLike(bare(outer)) && listed.every((one) => isName(bare(one)))) return listed.join(', ');
  if (/\s\+\s/.test(inside) && !anyLike(bare(outer))) return inside;
  const named = /^[a-z][\w /-]{4,}$/i.test(bare(inner)) && anyNamed(bare(inner));
  if (!/[a-z]{2}/i.test(before)) return named ? inner : outer || inner;
  return named && !anyNamed(bare(outer)) ? inner : outer;
}

/** A name as short as it still says what it is: `Optimized medical` is no name without its `treatment`. */
function whole(name: string): string {
  const short = bare(name);
  // `Lower dose mesenchymal stem cell injection`.
  if (/(?:[a-z]{3,}[\s-]+){2}cells?\b/i.test(short)) return short.replace(/^(?:lower|higher)\s+/i, '');
  if (anyLike(short) || !/\b(?:therapy|treatment|drops|combination|injections?|solution|vaccin\w*)\b/i.test(name))
    return short;
  return /^(?:[a-z]+-?\d+|(?!(?:Cell|Gene|Stem|Plasma|Blood|Fluid|Iron|Oxygen|Hormone|Drug|Study|Eye|Triple|Dual|Double|Cream|Light|Salt)s?$)[A-Z][a-z]+)$/.test(
    short,
  )
    ? short
    : name
        .replace(/[®™]/g, '')
        .replace(/\s*[([].*$/, '')
        .trim();
}

/** Whether two words are one, misspelt: the same beginning, and at most two letters apart. */
export function nearlySame(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 2 || Math.min(a.length, b.length) < 7 || a.slice(0, 3) !== b.slice(0, 3))
    return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return Math.max(a.length, b.length) - start - end <= 2;
}

/** A name folded and without its salt: losartan potassium and losartan are one drug. */
export function withoutSalt(name: string): string {
  const folded = fold(name);
  const plain = folded.replace(SALTS, ' ').replace(/\s+/g, ' ').trim();
  return plain || folded;
}

/** `sodium phosphate/potassium chloride` is one thing, `amlodipine besylate/atorvastatin calcium` is two. */
const saltOnly = (part: string) => !anyLike(part.toLowerCase().replace(SALTS, ' '));

const NAMED = /[a-z]{2}|[a-z]\d/i;

const ONLY_DOSE = /^\d+(?:\.\d+)?\s?(?:mg|mcg|µg|μg|ug|g|iu|ml|%)$/i;

/** `ARRY-371797, p38 inhibitor`, `Potensa, a succinate-based supplement`: what it is. */
const APPOSITION = /,\s+(?:an?\s[^,]+|[^,]*\b(?:inhibitor|antagonist|agonist|antibody))$/i;

/** A dose between two names, `DRSP 3 mg/EE 20 µg`, sets them apart. */
const DOSES_BETWEEN =
  /\d\s*(?:mg|mcg|µg|μg|ug|g|iu|%)\)?\s*(?:\/|,|and|with)\s*[a-z]{2}|\d\s?(?:mg|mcg|µg|μg|ug|g|iu)\s+[a-z]\w+\s*(?:\/|and|\+|with)\s*\d+(?:\.\d+)?\s?(?:mg|mcg|µg|μg|ug|g|iu)\s+[a-z]/i;
/** `ACE inhibitors, beta blockers`. */
const CLASS =
  /\b(?:inhibitors?|blockers?|(?:ant)?agonists?|diuretics?|biguanides?|[a-z]+diones?|sulfonylureas?|statins?|nitrates?)$/i;
const JOINED =
  /\s*-+>\s*|\s*→\s*|\s*\+\s*|\s+plus\s+|\s+&\s+|\s*,\s*(?:and\s+)?|\s+and\s+|\s+with\s+|\s+in combination with\s+|\s*\/\s*|\s*;\s*/i;

/**
 * The drugs that an intervention's name names: one, or the parts of a combination. A name is only taken apart where each
 * part has the form of a drug's name, or is joined by a plus. Empty where it names none (a placebo, standard of care, a test).
 */
export function drugsOf(name: string): string[] {
  const clean = name
    .replace(
      /^(?:drug|comparator|experimental|active|biological|intervention|study drug|active comparator|(?:arm|group|cohort|part) \w{1,3})\s*:\s*/i,
      '',
    )
    .trim();
  const either = clean
    .replace(/\s*(?:\/|\bor\b|\band\b|\+)\s*(?:matching )?placebo\b.*$/i, '')
    .replace(/^placebo\s*(?:\/|\bor\b)\s*/i, '');
  if (isPlacebo(either) || /^no\s/i.test(either) || /^\s*(?:normal |isotonic )?saline\s*$/i.test(either)) return [];
  if (!anyLike(either) && NO_DRUG.test(either)) return [];
  // `REGN727/SAR236553`: two codes of one drug.
  const codes = either.split('/').map((code) => code.trim());
  if (codes.length === 2 && codes[0] && codes.every(isCode)) return [codes[0]];
  const inner = preferred(
    withoutDoses((either.includes(',') ? either.replace(APPOSITION, '') : either).replace(/\(\+\)/g, '+')),
  );
  const all = inner
    .split(JOINED)
    .map(bare)
    .filter((part) => NAMED.test(part));
  // `Usual care and vitamin D`.
  const parts = all.length > 1 ? all.filter((part) => anyLike(part) || !NO_DRUG.test(part)) : all;
  if (parts.length === 1 && all.length > 1 && parts[0] && !/[()]/.test(parts[0])) return parts;
  // `sedation with fentanyl, midazolam and succinylcholine`.
  if (parts.length > 2 && !anyLike(parts[0] ?? '') && /\swith\s/i.test(inner) && parts.slice(1).every(anyLike))
    parts.shift();
  const joinedByPlus = /\+|\bplus\b/i.test(inner) || DOSES_BETWEEN.test(either);
  const words = parts.every((part) => /^[a-z]{5,}$/i.test(part)) && parts.some(anyLike) && /\/|\band\b|&/i.test(inner);
  const apart =
    parts.length > 1 &&
    (parts.every((part) => (joinedByPlus || words ? /[a-z]{2}/i.test(part) : anyLike(part) && !saltOnly(part))) ||
      parts.every((part) => CLASS.test(part) || isName(part)));
  const names = apart ? parts.map((part) => bare(preferred(part))) : [whole(inner) || whole(either) || either];
  return [...new Set(names)].filter(
    (one) => NAMED.test(one) && !ONLY_DOSE.test(one) && (anyLike(one) || !NO_DRUG.test(one)) && !PLACEBO.test(one),
  );
}
