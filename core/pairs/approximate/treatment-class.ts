/**
 * Classes of what is given, be it a drug, a device, a procedure or a way to behave: drugs by their stems, the others by words of their names, which makers and
 * authors choose freely. Two of a class are alike as two drugs of one are: what is found by it is marked as such.
 */
import { drugClass } from './drug-class.ts';

const CLASSES: readonly (readonly [of: string, RegExp])[] = [
  ['cardiac pacing', /\b(?:pacing|pacemakers?|resynchroni[sz]ation|a?crt|bi-?vp|lvp|ddd|vvi)\b/],
  ['implantable defibrillator', /\b(?:icd|defibrillators?|cardioverters?)\b/],
  ['coronary or vascular stent', /\bstent(?:s|ing)?\b/],
  ['angioplasty', /\b(?:angioplasty|ptca|pci)\b/],
  ['artery bypass', /\b(?:bypass|cabg)\b/],
  ['repair or replacement of a heart valve', /\b(?:valves?|mitraclip|mitral|annuloplasty|tavi|tavr)\b/],
  ['renal denervation', /\bdenervation\b/],
  ['catheter ablation', /(?<!\bmarrow )\bablation\b/],
  ['circulatory support', /\b(?:ventricular (?:support|assist)|lvad|balloon pump)\b/],
  ['stimulation of nerves or the brain', /\b(?:stimulation|stimulator|neuromodulation|r?tms|tdcs|tens|ta?vns)\b/],
  ['breathing support', /\b(?:cpap|bipap|asv|vpap|peep|ventilators?|ventilation)\b/],
  ['lying prone', /\bpron(?:e|ed|ing)\b/],
  ['shockwaves', /\bshock ?waves?\b/],
  ['penile prosthesis', /\bpenile prosthes[ei]s\b/],
  ['phototherapy', /\b(?:phototherapy|ultraviolet)\b/],
  ['laser', /\blaser\b(?! desorption)/],
  ['ischaemic conditioning', /\bischa?emic (?:pre|post)?conditioning\b/],
  ['radiotherapy', /\b(?:radiotherapy|irradiation|radiation|brachytherapy|sbrt|imrt)\b/],
  [
    'transplantation of blood stem cells',
    /\b(?:stem cell|(?:bone )?marrow|cord blood)\b.*\btransplant|\bhsct\b|\bbmt\b/,
  ],
  ['plasma exchange', /\b(?:plasma exchange|plasmapheresis)\b/],
  [
    'exercise',
    /\b(?:exercises?|physical (?:training|activity)|(?:aerobic|interval|resistance|strength) training|yoga|walking)\b/,
  ],
  ['rehabilitation', /\brehabilitation\b/],
  ['diet', /\b(?:diets?|dietary|nutrition(?:al)?)\b/],
  ['weight loss', /\bweight (?:loss|reduction|counsel\w+|management)\b/],
  ['smoking cessation', /\bsmok(?:ing|e) (?:cessation|reduction)\b/],
  [
    'psychological therapy',
    /\b(?:cbt|cognitive|behaviou?ral (?:therapy|activation)|psycho(?:therapy|education)|mindfulness|meditation)\b/,
  ],
  ['education', /\beducation(?:al)?\b/],
  ['acupuncture', /\b(?:electro)?acupuncture\b/],
];

/** The class that a name tells, folded to words; undefined where it tells none. */
export function treatmentClass(name: string): string | undefined {
  return drugClass(name) ?? CLASSES.find(([, words]) => words.test(name))?.[0];
}
